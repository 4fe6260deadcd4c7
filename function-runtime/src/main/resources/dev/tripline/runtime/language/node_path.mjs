// For a Node whose hooks run beside it: lets `import` find packages as bootstrap.cjs does itself on a newer one.
let places = [];
const isPath = (specifier) => /^(\.{0,2}\/|#|[a-z][\w+.-]*:)/i.test(specifier);

/** @param {string[]} parents URLs of files beside the directories in which packages lie */
export function initialize(parents) {
  places = parents;
}
export async function resolve(specifier, context, next) {
  try {
    return await next(specifier, context);
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND' || isPath(specifier)) throw error;
    for (const parentURL of places) {
      try {
        return await next(specifier, { ...context, parentURL });
      } catch (another) {
        if (another.code !== 'ERR_MODULE_NOT_FOUND') throw another;
      }
    }
    throw error;
  }
}
