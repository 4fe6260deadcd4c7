package dev.tripline.dispatcher.trigger.object;

import dev.tripline.delivery.async.AsynchronousDelivery;
import dev.tripline.dispatcher.connection.AwsClients;
import dev.tripline.dispatcher.store.StoreConnectionSettings;
import dev.tripline.dispatcher.trigger.form.AwsResourceForm;
import dev.tripline.dispatcher.trigger.object.link.LinkForm;
import dev.tripline.dispatcher.trigger.object.link.LinkedObjects;
import dev.tripline.dispatcher.trigger.object.link.ObjectLinks;
import dev.tripline.dispatcher.trigger.run.QueueRuns;
import dev.tripline.dispatcher.trigger.run.stream.StreamRuns;
import dev.tripline.store.Stores;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ObjectConfiguration {

  @Bean
  ObjectForm objectForm(AwsResourceForm resources, LinkForm links) {
    return new ObjectForm(resources, links);
  }

  @Bean
  QueueIntakes queueIntakes(
      QueueRuns queues, ObjectForm form, StoredObjects objects, AsynchronousDelivery delivery) {
    return new QueueIntakes(queues, form, objects, delivery);
  }

  @Bean
  StreamIntakes streamIntakes(
      StreamRuns streams, StoredObjects objects, AsynchronousDelivery delivery) {
    return new StreamIntakes(streams, objects, delivery);
  }

  @Bean
  StoredObjects storedObjects(
      AwsClients clients, Stores stores, StoreConnectionSettings settings, ObjectLinks links) {
    return new StoredObjects(
        clients,
        new LatestChanges(stores.writer(), settings.dedupRetention(), stores.clock()),
        links);
  }

  @Bean
  LinkedObjects linkedStoreObjects(AwsClients clients) {
    return new LinkedStoreObjects(clients);
  }
}
