// Draws the charts of a page from their data, and again when a stream or an answer brings newer data. What they show
// stands beside them as a table, which is left alone while somebody has it open.
'use strict';
(() => {
  const HEIGHT = 170;
  const LEAST_SECONDS = 600;
  const drawn = new Map();
  const color = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const clock = (seconds, length) => new Date(seconds * 1000).toISOString().slice(11, 11 + length);
  const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });
  const font = '12px system-ui, sans-serif';

  const columns = data => {
    const times = data.lines[0].values.map((_, step) => data.from + step * data.step);
    return [times, ...data.lines.map(line => line.values)];
  };

  // A node that has just started has no hour to show.
  const span = plot => {
    const [times, ...lines] = plot.data;
    const first = times.findIndex((_, step) => lines.some(values => values[step] !== null));
    const last = times.at(-1);
    return [Math.min(first < 0 ? times[0] : times[first], last - LEAST_SECONDS), last];
  };

  const axis = more => ({
    stroke: () => color('--soft'),
    grid: { stroke: () => color('--line'), width: 1 },
    ticks: { show: false },
    font,
    ...more,
  });

  const series = (line, place) => ({
    label: line.label,
    stroke: () => color(line.bad ? '--bad' : place === 0 ? '--link' : '--soft'),
    width: 2,
    dash: place === 0 ? undefined : [6, 4],
    spanGaps: true,
    points: { show: line.values.filter(value => value !== null).length < 12, size: 5 },
    value: (_, value) => (value === null || value === undefined ? '–' : compact.format(value)),
  });

  const options = (data, width) => ({
    width,
    height: HEIGHT,
    cursor: { drag: { x: false, y: false }, y: false },
    scales: {
      x: { time: true, range: span },
      y: { range: (_, least, greatest) => [0, greatest > 0 ? greatest * 1.1 : 1] },
    },
    axes: [
      axis({ values: (_, times) => times.map(at => clock(at, 5)), size: 28 }),
      axis({ values: (_, values) => values.map(value => compact.format(value)), size: 46 }),
    ],
    series: [{ label: 'UTC', value: (_, at) => (at ? clock(at, 8) : '–') }, ...data.lines.map(series)],
  });

  const sizes = new ResizeObserver(entries => {
    for (const entry of entries) {
      const plot = drawn.get(entry.target.id);
      if (plot && entry.contentRect.width > 0) {
        plot.setSize({ width: entry.contentRect.width, height: HEIGHT });
      }
    }
  });

  const draw = chart => {
    const place = chart.querySelector('.plot');
    const data = JSON.parse(place.dataset.chart);
    drawn.set(chart.id, new uPlot(options(data, chart.clientWidth), columns(data), place));
    sizes.observe(chart);
  };

  const update = html => {
    const page = new DOMParser().parseFromString(html, 'text/html');
    for (const newer of page.querySelectorAll('.chart')) {
      const chart = document.getElementById(newer.id);
      const { chart: data } = newer.querySelector('.plot').dataset;
      drawn.get(newer.id).setData(columns(JSON.parse(data)));
      const table = chart.querySelector('details');
      if (!table.open) {
        table.querySelector('tbody').replaceWith(newer.querySelector('tbody'));
      }
    }
  };

  document.addEventListener('htmx:sseBeforeMessage', event => {
    if (event.detail.type === 'charts') {
      event.preventDefault();
      update(event.detail.data);
    }
  });

  document.addEventListener('htmx:beforeSwap', event => {
    if (event.detail.target.classList.contains('charts')) {
      const { shouldSwap, xhr } = event.detail;
      event.detail.shouldSwap = false;
      if (shouldSwap) {
        update(xhr.responseText);
      }
    }
  });

  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    drawn.forEach(plot => plot.redraw());
  });

  document.querySelectorAll('.chart').forEach(draw);
})();
