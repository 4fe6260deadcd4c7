package dev.tripline.dispatcher.masking.rule;

import dev.tripline.dispatcher.audit.Audit;
import dev.tripline.dispatcher.audit.TargetNames;
import dev.tripline.dispatcher.masking.Maskable;
import dev.tripline.dispatcher.masking.Masking;
import dev.tripline.dispatcher.secret.Seals;
import dev.tripline.store.Stores;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

/// Puts the rules in the way of every answer.
@Configuration(proxyBeanMethods = false)
class MaskingConfiguration implements WebMvcConfigurer {
  private final ObjectProvider<MaskingRules> rules;

  MaskingConfiguration(ObjectProvider<MaskingRules> rules) {
    this.rules = rules;
  }

  @Bean
  static MaskingRules maskingRules(Stores stores, Seals seals, TargetNames names, Audit audit) {
    return new MaskingRules(
        new MaskingStore(stores.reader(), stores.writer(), stores.clock()), seals, names, audit);
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(new RulesOfRequest(rules)).addPathPatterns("/**");
  }

  private record RulesOfRequest(ObjectProvider<MaskingRules> rules) implements HandlerInterceptor {

    @Override
    public boolean preHandle(
        HttpServletRequest request, HttpServletResponse response, Object handler) {
      Masking.found(request, () -> rules.getObject().now());
      return true;
    }
  }

  @RestControllerAdvice
  static final class MaskingAdvice implements ResponseBodyAdvice<Object> {

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
      if (!(request instanceof ServletServerHttpRequest http)) {
        return body;
      }
      return switch (body) {
        case Maskable maskable -> maskable.masked(Masking.of(http.getServletRequest()));
        case Audit.Page page when !Masking.of(http.getServletRequest()).isNone() ->
            page.withoutDigests();
        case null, default -> body;
      };
    }
  }
}
