package dev.tripline.dispatcher.rest;

import dev.tripline.spi.audit.Actor;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.RecordComponent;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.util.WebUtils;

/// The rules of every route of `/v1`.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ApiSettings.class)
class ApiConfiguration implements WebMvcConfigurer {

  @Bean
  BodyLimit standardBodyLimit(ApiSettings settings) {
    return new BodyLimit("/", settings.maxBody().toBytes());
  }

  @Bean
  FilterRegistrationBean<ApiFilter> apiFilter(
      ObjectProvider<BodyLimit> limits, MeterRegistry meters) {
    FilterRegistrationBean<ApiFilter> filter =
        new FilterRegistrationBean<>(new ApiFilter(limits.stream().toList(), meters));
    filter.addUrlPatterns("/v1/*");
    filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 2);
    return filter;
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(new RouteCheck()).addPathPatterns("/v1/**");
  }

  /// Names the operation, and refuses what its handler does not declare.
  private static final class RouteCheck implements HandlerInterceptor {

    @Override
    public boolean preHandle(
        HttpServletRequest request, HttpServletResponse response, Object handler) {
      // Spring's own handlers answer OPTIONS.
      if (handler instanceof HandlerMethod method
          && method.getBeanType().getName().startsWith("dev.tripline.")) {
        Operation operation = method.getMethodAnnotation(Operation.class);
        if (operation == null) {
          throw new IllegalStateException(method + " has no @Operation");
        }
        request.setAttribute(ApiFilter.OPERATION, operation.value());
        List<FieldError> objections =
            operation.anyQuery()
                ? List.of()
                : QueryParameters.objections(request.getQueryString(), parameters(method));
        if (!objections.isEmpty()) {
          throw ApiProblem.invalid(objections);
        }
        requireType(request, method, operation);
        LimitedRequest limited = WebUtils.getNativeRequest(request, LimitedRequest.class);
        if (limited != null) {
          limited.requireFit();
        }
      }
      return true;
    }
  }

  /// Spring holds bodies to the types that a handler consumes, and a trigger's source to its own. A
  /// handler that reads none gets none that a page can send without being asked, such as plain text.
  private static void requireType(
      HttpServletRequest request, HandlerMethod method, Operation operation) {
    boolean sent =
        request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
    RequestMapping mapping =
        AnnotatedElementUtils.findMergedAnnotation(method.getMethod(), RequestMapping.class);
    boolean judged = operation.anyQuery() || (mapping != null && mapping.consumes().length > 0);
    if (sent && !judged && !isJson(request.getContentType())) {
      throw ApiProblem.unsupported("a body must be application/json; nothing was changed");
    }
  }

  private static boolean isJson(@Nullable String type) {
    return type != null && type.split(";", 2)[0].strip().equalsIgnoreCase("application/json");
  }

  /// The query parameters of a handler: those with `@RequestParam`, and the components of records that are made of parameters.
  static Set<String> parameters(HandlerMethod method) {
    Set<String> names = new HashSet<>();
    for (MethodParameter parameter : method.getMethodParameters()) {
      RequestParam named = parameter.getParameterAnnotation(RequestParam.class);
      if (named != null) {
        names.add(named.name());
      } else if (parameter.getParameterAnnotations().length == 0
          && parameter.getParameterType() != Actor.class
          && parameter.getParameterType().isRecord()) {
        for (RecordComponent component : parameter.getParameterType().getRecordComponents()) {
          names.add(component.getName());
        }
      }
    }
    return names;
  }
}
