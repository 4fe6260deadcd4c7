package dev.tripline.dispatcher.access;

import dev.tripline.dispatcher.access.chain.OperationCheck;
import dev.tripline.dispatcher.access.rule.AccessRules;
import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.access.rule.Confidential;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.Operation;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.core.Ordered;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;
import org.springframework.web.servlet.resource.ResourceHttpRequestHandler;

/// Asks for access before each handler of Spring's, and keeps content from those who may not see it.
@Configuration(proxyBeanMethods = false)
class OperationCheckConfiguration implements WebMvcConfigurer {
  private final AccessSettings settings;
  private final OperationCheck check;

  OperationCheckConfiguration(AccessSettings settings, OperationCheck check) {
    this.settings = settings;
    this.check = check;
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    if (settings.required()) {
      registry
          .addInterceptor(new HandlerCheck(check))
          .addPathPatterns("/**")
          .order(Ordered.HIGHEST_PRECEDENCE);
    }
  }

  private record HandlerCheck(OperationCheck check) implements HandlerInterceptor {

    @Override
    public boolean preHandle(
        HttpServletRequest request, HttpServletResponse response, Object handler) {
      if (!isServersOwn(request, handler)) {
        require(request, handler);
      }
      return true;
    }

    /// An answer of the server to a failure. It is included, not forwarded to, if something was sent
    /// already; only the server sets the attribute.
    private static boolean isServersOwn(HttpServletRequest request, Object handler) {
      return request.getDispatcherType() == DispatcherType.ERROR
          || (request.getDispatcherType() == DispatcherType.INCLUDE
              && handler instanceof HandlerMethod method
              && ErrorController.class.isAssignableFrom(method.getBeanType())
              && request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) != null);
    }

    /// What is no operation, no file and no answer to OPTIONS is denied.
    private void require(HttpServletRequest request, Object handler) {
      if (handler instanceof ResourceHttpRequestHandler) {
        check.require(AccessRules.READ_STATIC, request);
      } else if (handler instanceof HandlerMethod method) {
        Operation operation = method.getMethodAnnotation(Operation.class);
        if (operation != null) {
          check.require(operation.value(), request);
        } else if (!request.getMethod().equals("OPTIONS") || Caller.of(request) == null) {
          throw ApiProblem.forbidden("nothing is allowed here");
        }
      } else {
        throw ApiProblem.forbidden("nothing is allowed here");
      }
    }
  }

  @RestControllerAdvice
  static final class ContentAdvice implements ResponseBodyAdvice<Object> {

    @Override
    public boolean supports(
        MethodParameter method, Class<? extends HttpMessageConverter<?>> converter) {
      return true;
    }

    @Override
    public @Nullable Object beforeBodyWrite(
        @Nullable Object body,
        MethodParameter method,
        MediaType type,
        Class<? extends HttpMessageConverter<?>> converter,
        ServerHttpRequest request,
        ServerHttpResponse response) {
      return body instanceof Confidential confidential
              && request instanceof ServletServerHttpRequest http
              && !Caller.seesContent(http.getServletRequest())
          ? confidential.withoutContent()
          : body;
    }
  }
}
