# What a plan of production must hold, whatever else changes. Run with `terraform test`; nothing is created.
mock_provider "google" {}

variables {
  # The figures of production itself: environments/production.tfvars is what these assertions are about.
  project           = "my-shop-production"
  environment       = "production"
  region            = "europe-west2"
  bigquery_location = "EU"
  shop              = { time_zone = "Europe/London", currency = "GBP", country = "GB" }
  auth = {
    issuer   = "https://issuer.example"
    audience = "shopsight"
    jwks_url = "https://issuer.example/keys"
  }
  instances = {
    revenue   = { min = 1, max = 4 }
    ingestion = { min = 0, max = 2 }

    inventory-alerts   = { min = 0, max = 2 }
    segments           = { min = 0, max = 2 }
    recommendations-v2 = { min = 1, max = 4 }
  }
  invokers = ["group:staff@shop.example"]
}

run "identities" {
  command = plan

  assert {
    condition     = length(distinct([for account in google_service_account.service : account.account_id])) == length(local.services)
    error_message = "Every service has an account of its own."
  }

  assert {
    condition     = toset(keys(google_service_account.service)) == toset(keys(google_cloud_run_v2_service.service))
    error_message = "Every service has an account, and every account a service."
  }

  assert {
    condition = length(setintersection(["roles/owner", "roles/editor", "roles/viewer"], concat(
      [for grant in google_project_iam_member.runs_queries : grant.role],
      [google_project_iam_member.delivery_logs.role],
      [for grant in google_bigquery_dataset_iam_member.service : grant.role],
      [for grant in google_storage_bucket_iam_member.service : grant.role],
      [for grant in google_cloud_run_v2_service_iam_member.invoker : grant.role],
      [for grant in google_cloud_run_v2_service_iam_member.delivery_deploys : grant.role],
    ))) == 0
    error_message = "No basic roles: they reach everything in the project."
  }

  assert {
    condition     = [for name, grant in google_bigquery_dataset_iam_member.service : name if grant.role != "roles/bigquery.dataViewer"] == ["ingestion"]
    error_message = "Only the door writes the shop's tables."
  }

  assert {
    condition     = length(google_cloud_run_v2_service_iam_member.invoker) == length(local.services) * length(var.invokers)
    error_message = "Every invoker may call every service, and nobody else may."
  }
}

run "the_public_is_kept_out" {
  command = plan

  assert {
    condition = alltrue([for grant in google_cloud_run_v2_service_iam_member.invoker :
    !contains(["allUsers", "allAuthenticatedUsers"], grant.member)])
    error_message = "No service is open to the public."
  }

  assert {
    condition     = alltrue([for service in google_cloud_run_v2_service.service : service.ingress == "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"])
    error_message = "The services' own addresses are closed to the internet."
  }

  assert {
    condition     = google_storage_bucket.store.public_access_prevention == "enforced" && google_storage_bucket.store.uniform_bucket_level_access
    error_message = "The store is for the services only."
  }
}

run "an_open_door_is_refused" {
  command = plan
  variables {
    invokers = ["allUsers"]
  }
  expect_failures = [var.invokers]
}

run "keys_fetched_in_the_clear_are_refused" {
  command = plan
  variables {
    auth = { issuer = "https://issuer.example", audience = "shopsight", jwks_url = "http://issuer.example/keys" }
  }
  expect_failures = [var.auth]
}

run "an_abbreviated_time_zone_is_refused" {
  command = plan
  variables {
    shop = { time_zone = "GMT", currency = "GBP", country = "GB" }
  }
  expect_failures = [var.shop]
}

run "services" {
  command = plan

  assert {
    condition = alltrue([for name, service in google_cloud_run_v2_service.service :
      service.template[0].containers[0].startup_probe[0].http_get[0].path == "${local.services[name].prefix}/health/ready" &&
    service.template[0].containers[0].liveness_probe[0].http_get[0].path == "${local.services[name].prefix}/health/live"])
    error_message = "A service takes traffic when it is ready and is replaced when it hangs."
  }

  assert {
    condition = alltrue([for service in google_cloud_run_v2_service.service :
      service.template[0].containers[0].resources[0].startup_cpu_boost &&
      service.template[0].execution_environment == "EXECUTION_ENVIRONMENT_GEN2" &&
    service.template[0].scaling[0].max_instance_count <= 10])
    error_message = "Boosted at start, on gen2, and bounded: nobody gets a bill for a hundred instances."
  }

  assert {
    condition     = google_cloud_run_v2_service.service["recommendations-v2"].template[0].scaling[0].max_instance_count == 1
    error_message = "Without Redis nobody shares what people did of late: one instance answers lists."
  }

  assert {
    condition     = alltrue([for name, service in google_cloud_run_v2_service.service : service.template[0].max_instance_request_concurrency - local.services[name].sockets <= 60])
    error_message = "Beside sockets, concurrency stays below the server's 64 threads, or probes wait behind callers."
  }

  assert {
    condition     = contains([for variable in google_cloud_run_v2_service.service["revenue"].template[0].containers[0].env : "${variable.name}=${variable.value}"], "LIVE_VIEWERS=900") && google_cloud_run_v2_service.service["revenue"].template[0].max_instance_request_concurrency <= 1000
    error_message = "The server takes as many sockets as Cloud Run lets in, which counts them as requests: 1,000 at most."
  }

  assert {
    condition = alltrue(flatten([for service in google_cloud_run_v2_service.service : [
      for variable in service.template[0].containers[0].env :
      !can(regex("^(duckdb|file|local)://", variable.value)) && !can(regex("(?i)password|secret_key|api_key|token$", variable.name))
    ]]))
    error_message = "No plug of one machine and no plain secret in a service's environment."
  }

  assert {
    condition = alltrue([for service in google_cloud_run_v2_service.service : length(setsubtract(
      ["WAREHOUSE_URL", "EVENT_BUS_URL", "PUSH_AUDIENCE", "PUSH_SERVICE_ACCOUNT", "STORE_URL", "CACHE_URL", "SECRETS_URL", "SHOP_TIMEZONE", "SHOP_CURRENCY", "SHOP_COUNTRY", "AUTH_ISSUER", "AUTH_AUDIENCE", "AUTH_JWKS_URL"],
    [for variable in service.template[0].containers[0].env : variable.name])) == 0])
    error_message = "Every service is told its plugs, its shop and whose tokens count."
  }

  assert {
    condition     = alltrue([for service in google_cloud_run_v2_service.service : service.deletion_protection])
    error_message = "Production's services cannot be deleted by a plan."
  }
}

run "metrics_are_sent_only_where_somebody_listens" {
  command = plan

  assert {
    condition     = !contains(keys(local.environment), "OTEL_EXPORTER_OTLP_ENDPOINT")
    error_message = "No end point, no variable."
  }
}

run "warehouse" {
  command = plan

  assert {
    condition     = toset([for table in google_bigquery_table.table : table.table_id]) == toset(keys(local.tables)) && contains(keys(local.tables), "sales")
    error_message = "Every tables/*.json is a table."
  }

  assert {
    condition = alltrue([for name, table in local.tables :
      google_bigquery_table.table[name].time_partitioning[0].type == "DAY" &&
      google_bigquery_table.table[name].time_partitioning[0].field == table.partition
    if table.partition != null])
    error_message = "A table is partitioned by the day of the column its file names."
  }

  assert {
    condition = alltrue([for name, table in local.tables : try(table.partition, null) != null
      if table.shape == "facts" &&
    length(setintersection([for column in table.columns : column.name], ["occurred_at", "local_date"])) > 0])
    error_message = "Every fact table that knows when something happened is partitioned: without it each panel reads all of it."
  }

  assert {
    condition     = google_bigquery_table.table["sales"].time_partitioning[0].field == "local_date"
    error_message = "The ledger is partitioned by the shop day, which is what panels ask for."
  }

  assert {
    condition     = alltrue([for table in google_bigquery_table.table : table.deletion_protection])
    error_message = "Production's tables cannot be deleted by a plan."
  }

  assert {
    condition     = alltrue([for table in google_bigquery_table.table : try(length(table.clustering), 0) <= 4])
    error_message = "BigQuery clusters by four columns at most."
  }

  assert {
    condition = alltrue(flatten([for table in google_bigquery_table.table : [for column in jsondecode(table.schema) :
      contains(["STRING", "INTEGER", "FLOAT", "NUMERIC", "BOOLEAN", "DATE", "TIMESTAMP", "JSON"], column.type) &&
    contains(["NULLABLE", "REQUIRED", "REPEATED"], column.mode) && length(column.description) > 0]]))
    error_message = "Every column has a type and a mode BigQuery knows, and a description."
  }

  assert {
    condition = [for column in jsondecode(google_bigquery_table.table["sales"].schema) : column.type
    if endswith(column.name, "_amount")] == ["NUMERIC", "NUMERIC", "NUMERIC", "NUMERIC", "NUMERIC"]
    error_message = "Money is NUMERIC."
  }

  assert {
    condition     = google_bigquery_dataset.shop.delete_contents_on_destroy == false && google_storage_bucket.store.force_destroy == false
    error_message = "Nothing that holds data is emptied in order to be deleted."
  }
}

run "a_service_without_limits_is_refused" {
  command = plan
  variables {
    instances = { revenue = { min = 1, max = 4 } }
  }
  expect_failures = [google_cloud_run_v2_service.service]
}

run "events" {
  command = plan

  assert {
    condition     = toset(keys(google_pubsub_topic.event)) == toset(keys(yamldecode(file("../../openapi/events.yaml"))["x-events"]))
    error_message = "Every type of event of the contract has its topic."
  }

  assert {
    condition = toset(keys(google_pubsub_subscription.raw_facts)) == toset([
      for type, event in yamldecode(file("../../openapi/events.yaml"))["x-events"] : type if contains(event.subscribers, "ingestion")
    ])
    error_message = "Every fact that ingestion subscribes to lands in raw_facts."
  }

  assert {
    condition     = length(google_pubsub_subscription.push) > 0 && alltrue([for subscription in google_pubsub_subscription.push : subscription.dead_letter_policy[0].max_delivery_attempts == 5])
    error_message = "What cannot be delivered is given up after five tries, as on one machine."
  }

  assert {
    condition = alltrue([for subscription in google_pubsub_subscription.push :
      subscription.push_config[0].oidc_token[0].audience == local.environment.PUSH_AUDIENCE &&
    subscription.expiration_policy[0].ttl == ""])
    error_message = "Pushes come with a token for the audience that services ask for, and subscriptions do not end by themselves."
  }

  assert {
    condition     = google_service_account.push.account_id != google_service_account.service["ingestion"].account_id
    error_message = "The bus pushes as itself: no service's token opens a push route."
  }
}

run "the_morning_of_inventory_alerts" {
  command = plan

  assert {
    condition     = google_cloud_scheduler_job.asked_for["inventory-alerts-daily"].time_zone == var.shop.time_zone && google_cloud_scheduler_job.asked_for["inventory-alerts-daily"].schedule == "0 6 * * *"
    error_message = "The digest goes out at six o'clock in the shop's own time."
  }

  assert {
    condition     = alltrue([for job in google_cloud_scheduler_job.asked_for : jsondecode(base64decode(job.pubsub_target[0].data)).type == "run-requested.v1"])
    error_message = "Scheduler asks for a run as everybody does: by an event of the contract."
  }

  assert {
    condition     = toset([for name, grant in google_bigquery_table_iam_member.owner : local.tables[name].owner if grant.role == "roles/bigquery.dataEditor"]) == setsubtract(toset([for table in local.tables : table.owner]), ["ingestion"])
    error_message = "A service writes the tables it owns, and the door its own."
  }
}

run "what_only_the_clock_starts" {
  command = plan

  assert {
    condition     = toset(keys(google_cloud_scheduler_job.job)) == toset(keys(google_cloud_run_v2_job.job)) && alltrue([for job in google_cloud_scheduler_job.job : job.time_zone == var.shop.time_zone])
    error_message = "Every job is started by the clock, in the shop's own time."
  }

  assert {
    condition     = google_cloud_scheduler_job.job["ingestion-merge"].schedule == "* * * * *"
    error_message = "Facts that came by the bus are in the figures within a minute or two."
  }

  assert {
    condition     = alltrue([for job in google_cloud_run_v2_job.job : job.template[0].template[0].max_retries == 0])
    error_message = "The clock's next time is the retry."
  }

  assert {
    condition     = !contains([for account in google_service_account.service : account.account_id], google_service_account.clock.account_id)
    error_message = "The clock is nobody else: no service starts another's jobs."
  }
}
