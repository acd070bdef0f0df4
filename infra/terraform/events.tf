# The event bus: a topic for each type of event of openapi/events.yaml, and a push subscription for each service that
# subscribes to it. What was pushed five times in vain is kept on the topic dead-letters (shared/decisions/0020).
# Facts reach ingestion without a push: BigQuery subscriptions write them into raw_facts, which a merge reads.
locals {
  events = yamldecode(file("${path.module}/../../openapi/events.yaml"))["x-events"]

  # Services are named in the contract before they are built; only those that run are delivered to.
  subscriptions = { for pair in flatten([
    for type, event in local.events : [
      for service in event.subscribers : { type = type, service = service }
      if contains(keys(local.services), service) && (service != "ingestion" || contains(local.also_pushed, type))
    ]
  ]) : "${pair.service}.${pair.type}" => pair }

  raw_facts = toset([for type, event in local.events : type if contains(event.subscribers, "ingestion") && type != "run-requested.v1"])
  # Of visits ingestion makes other events at once (who looked at what), which nobody reads out of a table; that a merge is
  # asked for is no fact.
  also_pushed = ["web-event-received.v1", "run-requested.v1"]

  # Only push subscriptions have tokens for it, so that no other token of the same account opens a push route.
  push_audience = "shopsight-push"
  push_account  = "shopsight-push@${var.project}.iam.gserviceaccount.com" # as Google names it; known before it is made
  pubsub_agent  = "serviceAccount:service-${data.google_project.this.number}@gcp-sa-pubsub.iam.gserviceaccount.com"
}

data "google_project" "this" {
  project_id = var.project
}

# What a message has to look like, of each type: made from the same contract by `python -m shared.contracts.event_schemas`.
# Pub/Sub refuses what does not fit it, whoever publishes. JSON schemas it does not know.
resource "google_pubsub_schema" "event" {
  for_each = local.events

  name       = each.key
  type       = "PROTOCOL_BUFFER"
  definition = file("${path.module}/schemas/${each.key}.proto")

  depends_on = [google_project_service.needed]
}

resource "google_pubsub_topic" "event" {
  for_each = local.events

  name = each.key

  schema_settings {
    schema   = google_pubsub_schema.event[each.key].id
    encoding = "JSON"
  }
}

resource "google_pubsub_topic" "dead_letters" {
  name = "dead-letters"

  depends_on = [google_project_service.needed]
}

# A topic keeps nothing that nobody subscribes to: this is where dead letters wait for a person.
resource "google_pubsub_subscription" "dead_letters" {
  name                       = "dead-letters"
  topic                      = google_pubsub_topic.dead_letters.id
  message_retention_duration = "2678400s" # 31 days, Pub/Sub's most

  expiration_policy {
    ttl = "" # never: a month without dead letters is a good month
  }
}

resource "google_pubsub_subscription" "push" {
  for_each = local.subscriptions

  name  = each.key
  topic = google_pubsub_topic.event[each.value.type].id
  # A handler writes one fact, and a push that takes longer is a failed one; a slice of a run may take Pub/Sub's most.
  ack_deadline_seconds       = each.value.type == "run-requested.v1" ? 600 : 60
  message_retention_duration = "604800s" # a week: ingestion knows repetitions as long

  push_config {
    # Runs need numpy and minutes: they go to where the image of a service's jobs runs.
    push_endpoint = each.value.type == "run-requested.v1" ? "${google_cloud_run_v2_service.run_requested[each.value.service].uri}${local.runs[each.value.service].path}" : "${google_cloud_run_v2_service.service[each.value.service].uri}${local.services[each.value.service].prefix}/events"

    oidc_token {
      service_account_email = google_service_account.push.email
      audience              = local.push_audience
    }
  }

  retry_policy {
    minimum_backoff = "10s" # Pub/Sub's own; five tries with growing pauses take some minutes
    maximum_backoff = "600s"
  }

  dead_letter_policy {
    dead_letter_topic     = google_pubsub_topic.dead_letters.id
    max_delivery_attempts = 5
  }

  expiration_policy {
    ttl = "" # never: by itself a subscription ends after a month of silence, and with it what is published later
  }
}

resource "google_pubsub_subscription" "raw_facts" {
  for_each = local.raw_facts

  name                       = "raw-facts.${each.key}"
  topic                      = google_pubsub_topic.event[each.key].id
  message_retention_duration = "604800s" # as above

  bigquery_config {
    table          = "${var.project}.${google_bigquery_dataset.shop.dataset_id}.${google_bigquery_table.table["raw_facts"].table_id}"
    write_metadata = true # message_id and publish_time: what a merge tells repetitions and the late by
  }

  retry_policy {
    minimum_backoff = "10s" # as above
    maximum_backoff = "600s"
  }

  dead_letter_policy {
    dead_letter_topic     = google_pubsub_topic.dead_letters.id
    max_delivery_attempts = 5
  }

  expiration_policy {
    ttl = "" # as above
  }

  depends_on = [google_bigquery_table_iam_member.bus_writes_raw_facts]
}

resource "google_bigquery_table_iam_member" "bus_writes_raw_facts" {
  for_each = toset(["roles/bigquery.dataEditor", "roles/bigquery.metadataViewer"])

  dataset_id = google_bigquery_dataset.shop.dataset_id
  table_id   = google_bigquery_table.table["raw_facts"].table_id
  role       = each.key
  member     = local.pubsub_agent
}

# Who the bus pushes as: it has no rights, only a name. Cloud Run takes the signature off a token that it has checked itself,
# and the push route refuses what is not signed. So Cloud Run's own check of callers is off (services.tf): from the internet
# nobody reaches these addresses, and the route looks at the token (shared/decisions/0021).
resource "google_service_account" "push" {
  account_id   = "shopsight-push"
  display_name = "Shopsight event pushes"

  depends_on = [google_project_service.needed]
}

# Pub/Sub itself signs in as that account, moves what failed to the dead letters, and takes it off its subscription.
resource "google_service_account_iam_member" "bus_signs_pushes" {
  service_account_id = google_service_account.push.name
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = local.pubsub_agent
}

resource "google_pubsub_topic_iam_member" "bus_gives_up" {
  topic  = google_pubsub_topic.dead_letters.id
  role   = "roles/pubsub.publisher"
  member = local.pubsub_agent
}

resource "google_pubsub_subscription_iam_member" "bus_gives_up" {
  for_each = merge(google_pubsub_subscription.push, { for type, subscription in google_pubsub_subscription.raw_facts : "raw-facts.${type}" => subscription })

  subscription = each.value.name
  role         = "roles/pubsub.subscriber"
  member       = local.pubsub_agent
}

# A service publishes what the contract says it does, and what anybody may.
resource "google_pubsub_topic_iam_member" "publisher" {
  for_each = { for pair in flatten([
    for type, event in local.events : [
      for service in keys(local.services) : { type = type, service = service }
      if length(setintersection(toset(flatten([event.publisher])), [service, "any"])) > 0
    ]
  ]) : "${pair.service} ${pair.type}" => pair }

  topic  = google_pubsub_topic.event[each.value.type].id
  role   = "roles/pubsub.publisher"
  member = google_service_account.service[each.value.service].member
}
