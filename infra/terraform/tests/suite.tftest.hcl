# What a plan of production must hold, whatever else changes. Run with `terraform test`; nothing is created.
mock_provider "google" {
  # What Google says only once it is there, and a plan has to be read with all the same.
  override_during = plan

  mock_resource "google_compute_backend_service" {
    defaults = { generated_id = 1234567890 }
  }

  mock_resource "google_redis_instance" {
    defaults = { host = "10.0.0.3", port = 6379 }
  }

  mock_data "google_project" {
    defaults = { number = "123456789012" }
  }
}

variables {
  # The figures of production itself: environments/production.tfvars is what these assertions are about.
  project           = "my-shop-production"
  environment       = "production"
  region            = "europe-west2"
  bigquery_location = "EU"
  shop              = { time_zone = "Europe/London", currency = "GBP", country = "GB" }
  hosts             = { dashboard = "shopsight.shop.example", services = "shopsight-api.shop.example" }
  staff             = { "owner@shop.example" = "owner", "@shop.example" = "viewer" }
  auth = {
    issuer   = "https://issuer.example"
    audience = "shopsight"
    jwks_url = "https://issuer.example/keys"
  }
  redis        = { memory_gb = 1 }
  budget       = { billing_account = "012345-6789AB-CDEF01", monthly_amount = 300 }
  alert_emails = ["oncall@shop.example"]
  ci           = { repository = "shop/shopsight" }
  instances = {
    revenue   = { min = 1, max = 4 }
    ingestion = { min = 0, max = 2 }

    inventory-alerts   = { min = 0, max = 2 }
    segments           = { min = 0, max = 2 }
    recommendations-v2 = { min = 1, max = 4 }
  }
}

# One plan for all of it: a plan of seven hundred resources takes seconds of a core, an assertion nothing.
run "production" {
  command = plan

  # Identities.
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
      [google_project_iam_member.delivery_logs.role, google_project_iam_member.sets_times.role],
      [for grant in google_project_iam_member.delivery_looks : grant.role],
      [for grant in google_bigquery_dataset_iam_member.service : grant.role],
      [for grant in google_bigquery_dataset_iam_member.stages : grant.role],
      [for grant in google_bigquery_table_iam_member.owner : grant.role],
      [for grant in google_storage_bucket_iam_member.service : grant.role],
      [for grant in google_secret_manager_secret_iam_member.reads : grant.role],
      [for grant in google_pubsub_topic_iam_member.publisher : grant.role],
      [for grant in google_iap_web_backend_service_iam_member.staff : grant.role],
      [for grant in google_cloud_run_v2_service_iam_member.delivery_deploys : grant.role],
    ))) == 0
    error_message = "No basic roles: they reach everything in the project."
  }

  assert {
    condition     = length(setsubtract(google_project_iam_custom_role.sets_times.permissions, ["cloudscheduler.jobs.get", "cloudscheduler.jobs.update"])) == 0 && tolist(google_project_iam_custom_role.makes_tables.permissions) == tolist(["bigquery.tables.create"])
    error_message = "Roles of our own have what they are named after and nothing else."
  }

  assert {
    condition     = alltrue([for grant in google_bigquery_dataset_iam_member.stages : strcontains(grant.condition[0].expression, "/tables/staging_")])
    error_message = "A service may do to the shop's tables only what is its own: the right to stage ends at a table's name."
  }

  assert {
    condition     = [for name, grant in google_bigquery_dataset_iam_member.service : name if grant.role != "roles/bigquery.dataViewer"] == ["ingestion"]
    error_message = "Only the door writes the shop's tables."
  }

  # The public is kept out.
  assert {
    condition     = alltrue([for service in concat(values(google_cloud_run_v2_service.service), [google_cloud_run_v2_service.dashboard]) : service.ingress == "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"])
    error_message = "The services' own addresses are closed to the internet: since Cloud Run itself checks nobody, they have to be."
  }

  assert {
    condition     = alltrue([for service in google_cloud_run_v2_service.run_requested : service.ingress == "INGRESS_TRAFFIC_INTERNAL_ONLY"])
    error_message = "What does the work is not even behind the load balancer."
  }

  assert {
    condition     = length(setintersection([for service in google_cloud_run_v2_service.run_requested : service.name], [for group in google_compute_region_network_endpoint_group.service : group.cloud_run[0].service])) == 0
    error_message = "No way leads from the load balancer to what does the work."
  }

  assert {
    condition     = google_storage_bucket.store.public_access_prevention == "enforced" && google_storage_bucket.store.uniform_bucket_level_access
    error_message = "The store is for the services only."
  }

  # Services.
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
    condition     = alltrue([for name, service in google_cloud_run_v2_service.service : service.template[0].max_instance_request_concurrency - local.services[name].sockets <= 60])
    error_message = "Beside sockets, concurrency stays below the server's 64 threads, or probes wait behind callers."
  }

  assert {
    condition     = contains([for variable in google_cloud_run_v2_service.service["revenue"].template[0].containers[0].env : "${variable.name}=${variable.value}"], "LIVE_VIEWERS=900") && google_cloud_run_v2_service.service["revenue"].template[0].max_instance_request_concurrency <= 1000
    error_message = "The server takes as many sockets as Cloud Run lets in, which counts them as requests: 1,000 at most."
  }

  assert {
    condition     = contains([for variable in google_cloud_run_v2_service.service["recommendations-v2"].template[0].containers[0].env : "${variable.name}=${variable.value}"], "WORKERS=2") && google_cloud_run_v2_service.service["recommendations-v2"].template[0].containers[0].resources[0].limits["cpu"] == "2"
    error_message = "As many processes make lists as the instance has cores."
  }

  assert {
    condition = alltrue(flatten([for service in google_cloud_run_v2_service.service : [
      for variable in service.template[0].containers[0].env :
      !can(regex("^(duckdb|file|local)://", variable.value)) && !can(regex("(?i)password|secret_key|api_key|token$", variable.name)) && !can(regex("://[^/]*@", variable.value))
    ]]))
    error_message = "No plug of one machine and no plain secret in a service's environment."
  }

  assert {
    condition = alltrue([for service in google_cloud_run_v2_service.service : length(setsubtract(
      ["WAREHOUSE_URL", "EVENT_BUS_URL", "PUSH_AUDIENCE", "PUSH_SERVICE_ACCOUNT", "STORE_URL", "CACHE_URL", "SECRETS_URL", "SHOP_TIMEZONE", "SHOP_CURRENCY", "SHOP_COUNTRY", "IAP_AUDIENCE", "STAFF_ROLES", "PUBLIC_URL", "AUTH_ISSUER", "AUTH_AUDIENCE", "AUTH_JWKS_URL"],
    [for variable in service.template[0].containers[0].env : variable.name])) == 0])
    error_message = "Every service is told its plugs, its shop and whose tokens count."
  }

  assert {
    condition     = alltrue([for name in keys(local.services) : local.environments[name].WAREHOUSE_URL == "bigquery://my-shop-production/shop?service=${name}&maximum_bytes_billed=200000000000"])
    error_message = "No statement reads more than was agreed, and each says whose it is."
  }

  assert {
    condition     = alltrue([for service in google_cloud_run_v2_service.service : service.deletion_protection])
    error_message = "Production's services cannot be deleted by a plan."
  }

  # Shared by all instances.
  assert {
    condition     = contains([for variable in google_cloud_run_v2_service.service["recommendations-v2"].template[0].containers[0].env : "${variable.name}=${variable.value}"], "CACHE_URL=redis://10.0.0.3:6379")
    error_message = "Instances find the Redis they share."
  }

  assert {
    condition = alltrue(concat(
      [for service in concat(values(google_cloud_run_v2_service.service), values(google_cloud_run_v2_service.run_requested)) : length(service.template[0].vpc_access[0].network_interfaces) == 1 && service.template[0].vpc_access[0].egress == "PRIVATE_RANGES_ONLY"],
      [for job in google_cloud_run_v2_job.job : length(job.template[0].template[0].vpc_access[0].network_interfaces) == 1],
    ))
    error_message = "Whatever is told of Redis has a way to it, and goes no other way through the network."
  }

  assert {
    condition     = one(google_compute_firewall.nobody_comes_in[0].deny).protocol == "all" && google_compute_firewall.nobody_comes_in[0].direction == "INGRESS" && google_redis_instance.cache[0].redis_configs["maxmemory-policy"] == "allkeys-lru"
    error_message = "Nobody comes into the network, and a full cache forgets instead of refusing."
  }

  # The entrance.
  assert {
    condition     = alltrue([for backend in google_compute_backend_service.staff : backend.iap[0].enabled && backend.load_balancing_scheme == "EXTERNAL_MANAGED"]) && contains(keys(google_compute_backend_service.staff), "dashboard")
    error_message = "The dashboard and everything for staff is behind Identity-Aware Proxy."
  }

  assert {
    condition     = !contains(keys(google_compute_backend_service.open), "dashboard") && alltrue([for backend in google_compute_backend_service.open : length(backend.iap) == 0])
    error_message = "Open doors are the services' own, which ask for a key, a signature or a token."
  }

  assert {
    condition     = toset([for grant in google_iap_web_backend_service_iam_member.staff : grant.member]) == toset(["user:owner@shop.example", "domain:shop.example"]) && length(google_iap_web_backend_service_iam_member.staff) == length(google_compute_backend_service.staff) * length(var.staff)
    error_message = "Who is staff gets in, everywhere, and nobody else."
  }

  assert {
    condition     = length(distinct([for name in keys(local.services) : local.environments[name].IAP_AUDIENCE])) >= 1 && alltrue([for name in keys(local.services) : can(regex("^/projects/[0-9]+/global/backendServices/[0-9]+$", local.environments[name].IAP_AUDIENCE))])
    error_message = "Each service takes what the proxy signed for its own backend."
  }

  assert {
    condition     = local.environment.STAFF_ROLES == "@shop.example=viewer,owner@shop.example=owner"
    error_message = "Services know the same people, with their roles."
  }

  assert {
    condition     = alltrue([for matcher in google_compute_url_map.suite.path_matcher : jsonencode([for rule in matcher.route_rules : rule.priority]) == jsonencode(range(1, length(matcher.route_rules) + 1))])
    error_message = "Rules come in the file's order, each with a priority of its own."
  }

  assert {
    condition     = alltrue(flatten([for matcher in google_compute_url_map.suite.path_matcher : [for rule in matcher.route_rules : length(compact([rule.match_rules[0].prefix_match, rule.match_rules[0].path_template_match, rule.match_rules[0].full_path_match])) == 1]]))
    error_message = "A rule is a prefix, a template or a path."
  }

  assert {
    condition     = toset(flatten([for rule in google_compute_url_map.suite.host_rule : rule.hosts])) == toset(values(var.hosts)) && toset(google_compute_managed_ssl_certificate.suite.managed[0].domains) == toset(values(var.hosts))
    error_message = "Both names lead here, and the certificate is for both."
  }

  assert {
    condition     = google_compute_global_forwarding_rule.https.port_range == "443" && google_compute_url_map.to_https.default_url_redirect[0].https_redirect && google_compute_ssl_policy.suite.min_tls_version == "TLS_1_2"
    error_message = "Nothing is answered in the clear but where to go."
  }

  # Secrets.
  assert {
    condition     = toset([for secret in google_secret_manager_secret.secret : secret.secret_id]) == toset(keys(local.secrets)) && alltrue([for secret in google_secret_manager_secret.secret : secret.deletion_protection])
    error_message = "Each secret has its box, which no plan deletes."
  }

  assert {
    condition     = alltrue([for grant in google_secret_manager_secret_iam_member.reads : grant.role == "roles/secretmanager.secretAccessor"]) && alltrue([for grant in google_secret_manager_secret_iam_member.adds : grant.role == "roles/secretmanager.secretVersionAdder"])
    error_message = "Reading is one right, adding another; nobody manages secrets."
  }

  assert {
    condition     = length(google_secret_manager_secret_iam_member.reads) == sum([for secret in local.secrets : length(secret.read)]) && length(google_secret_manager_secret_iam_member.reads) < length(local.secrets) * length(local.services)
    error_message = "Who reads a secret is named, secret by secret."
  }

  # What is promised and who is told.
  assert {
    condition     = toset(keys(google_monitoring_slo.objective)) == toset(keys(local.levels.objectives)) && alltrue([for name, slo in google_monitoring_slo.objective : slo.goal == local.levels.objectives[name].goal && slo.rolling_period_days == 28])
    error_message = "The objectives are those of the file."
  }

  assert {
    condition     = alltrue([for slo in google_monitoring_slo.objective : length(slo.request_based_sli[0].good_total_ratio) + length(slo.request_based_sli[0].distribution_cut) == 1])
    error_message = "An objective is about failures or about time."
  }

  assert {
    condition     = length(google_monitoring_alert_policy.burn) == length(local.levels.objectives) * length(local.levels.burn_rates) && alltrue([for policy in google_monitoring_alert_policy.burn : policy.combiner == "AND" && length(policy.conditions) == 2])
    error_message = "Each budget that is spent too fast is told, over a long and a short window at once."
  }

  assert {
    condition     = alltrue([for policy in google_monitoring_alert_policy.burn : alltrue([for condition in policy.conditions : condition.condition_threshold[0].threshold_value > 0 && strcontains(condition.condition_threshold[0].filter, "select_slo_burn_rate(")])])
    error_message = "What is looked at is the rate."
  }

  assert {
    condition     = toset(keys(google_monitoring_alert_policy.alert)) == toset(keys(local.levels.alerts)) && alltrue([for policy in google_monitoring_alert_policy.alert : length(policy.conditions) == 1 && length(policy.conditions[0].condition_threshold) + length(policy.conditions[0].condition_absent) + length(policy.conditions[0].condition_matched_log) == 1])
    error_message = "Every alert of the file is there and asks one thing."
  }

  assert {
    condition     = alltrue([for policy in concat(values(google_monitoring_alert_policy.alert), values(google_monitoring_alert_policy.burn)) : length(policy.notification_channels) == length(var.alert_emails) && strcontains(policy.documentation[0].content, "docs/runbooks/")])
    error_message = "Every alert is told to somebody and says what to do."
  }

  assert {
    condition     = google_billing_budget.month.amount[0].specified_amount[0].units == "300" && contains([for rule in google_billing_budget.month.threshold_rules : "${rule.spend_basis} ${rule.threshold_percent}"], "FORECASTED_SPEND 1")
    error_message = "There is a budget, and it tells before it is spent."
  }

  # Ci without a key.
  assert {
    condition     = strcontains(google_iam_workload_identity_pool_provider.ci[0].attribute_condition, "assertion.repository == 'shop/shopsight'") && strcontains(google_iam_workload_identity_pool_provider.ci[0].attribute_condition, "assertion.ref == 'refs/heads/main'")
    error_message = "Of all whom the issuer signs for, one repository gets in, from one branch."
  }

  assert {
    condition     = google_service_account_iam_member.ci_delivers[0].role == "roles/iam.workloadIdentityUser"
    error_message = "CI is lent the delivery account and has no key of it."
  }

  # Metrics are sent only where somebody listens.
  assert {
    condition     = !contains(keys(local.environment), "OTEL_EXPORTER_OTLP_ENDPOINT")
    error_message = "No end point, no variable."
  }

  # Warehouse.
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
    condition     = toset([for name, table in google_bigquery_table.table : name if table.require_partition_filter]) == toset(["raw_facts", "web_events"])
    error_message = "What grows with every message and every visit is never read whole by mistake; of all else a question may be asked of all days."
  }

  assert {
    condition     = toset([for name, table in google_bigquery_table.table : name if try(table.time_partitioning[0].expiration_ms, null) != null]) == toset(["merged_messages", "raw_facts", "web_events"])
    error_message = "What is of no use later expires, and no fact does."
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

  # Delivery reads nothing of the shop.
  assert {
    condition     = toset(keys(google_bigquery_table.empty)) == toset(keys(local.tables)) && google_bigquery_dataset_iam_member.delivery_checks.dataset_id == "shop_empty" && strcontains(google_project_iam_member.delivery_keeps_contents.condition[0].expression, "artifactanalysis-")
    error_message = "Statements are checked against empty tables, and delivery touches no bucket of ours."
  }

  assert {
    condition     = length(google_bigquery_dataset_iam_member.trains_models) == 0 && length(setintersection([for grant in google_project_iam_member.delivery_looks : grant.role], ["roles/bigquery.dataViewer", "roles/bigquery.dataEditor", "roles/run.admin", "roles/storage.objectViewer"])) == 0
    error_message = "Delivery looks at the project and changes images; nobody trains models unasked."
  }

  assert {
    condition     = google_storage_bucket_iam_member.delivery_reads_sources.role == "roles/storage.objectViewer" && google_storage_bucket_iam_member.delivery_reads_sources.bucket == "my-shop-production-shopsight-sources" && google_storage_bucket.sources.public_access_prevention == "enforced"
    error_message = "Delivery reads the checkout that it is given, in a bucket where nothing else is."
  }

  # Events.
  assert {
    condition     = toset(keys(google_pubsub_topic.event)) == toset(keys(yamldecode(file("../../openapi/events.yaml"))["x-events"]))
    error_message = "Every type of event of the contract has its topic."
  }

  assert {
    condition = toset(keys(google_pubsub_subscription.raw_facts)) == toset([
      for type, event in yamldecode(file("../../openapi/events.yaml"))["x-events"] : type if contains(event.subscribers, "ingestion") && type != "run-requested.v1"
    ])
    error_message = "Every fact that ingestion subscribes to lands in raw_facts."
  }

  assert {
    condition     = length(google_pubsub_subscription.push) > 0 && alltrue([for subscription in google_pubsub_subscription.push : subscription.dead_letter_policy[0].max_delivery_attempts == 5])
    error_message = "What cannot be delivered is given up after five tries, as on one machine."
  }

  assert {
    condition = alltrue([for subscription in concat(values(google_pubsub_subscription.push), values(google_pubsub_subscription.raw_facts)) :
      length(subscription.dead_letter_policy) == 1 && subscription.retry_policy[0].minimum_backoff == "10s" && subscription.retry_policy[0].maximum_backoff == "600s"
    ])
    error_message = "Every subscription waits longer and longer and then gives up to the dead letters."
  }

  assert {
    condition     = google_pubsub_subscription.dead_letters.message_retention_duration == "2678400s" && google_pubsub_subscription.dead_letters.expiration_policy[0].ttl == ""
    error_message = "Dead letters are kept until somebody looks, as long as Pub/Sub keeps anything."
  }

  assert {
    condition     = alltrue([for type, topic in google_pubsub_topic.event : topic.schema_settings[0].encoding == "JSON" && strcontains(google_pubsub_schema.event[type].definition, "message ")])
    error_message = "Every topic holds what is published against the contract."
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

  # The morning of inventory alerts.
  assert {
    condition     = google_cloud_scheduler_job.chosen["inventory-alerts-daily"].time_zone == var.shop.time_zone && google_cloud_scheduler_job.chosen["inventory-alerts-daily"].schedule == "0 6 * * *"
    error_message = "The digest goes out at six o'clock in the shop's own time."
  }

  assert {
    condition     = alltrue([for job in concat(values(google_cloud_scheduler_job.asked_for), values(google_cloud_scheduler_job.chosen)) : jsondecode(base64decode(job.pubsub_target[0].data)).type == "run-requested.v1" && job.retry_config[0].retry_count == 3])
    error_message = "Scheduler asks for a run as everybody does: by an event of the contract, and again when it could not."
  }

  assert {
    condition     = alltrue([for job in google_cloud_scheduler_job.asked_for : job.time_zone == var.shop.time_zone]) && length(google_cloud_scheduler_job.asked_for) + length(google_cloud_scheduler_job.chosen) == length(local.asked_for)
    error_message = "All that the clock asks for, in the shop's own time."
  }

  assert {
    condition     = toset(keys(google_cloud_run_v2_service.run_requested)) == toset(keys(local.runs)) && contains([for variable in google_cloud_run_v2_service.run_requested["inventory-alerts"].template[0].containers[0].env : "${variable.name}=${variable.value}"], "FUNCTION_TARGET=run_requested") && contains([for variable in google_cloud_run_v2_service.service["inventory-alerts"].template[0].containers[0].env : "${variable.name}=${variable.value}"], "SCHEDULE_URL=cloud-scheduler://my-shop-production/europe-west2")
    error_message = "Both functions of inventory alerts are there: the one over HTTP, which sets its own times, and the one for events."
  }

  assert {
    condition     = toset([for name, grant in google_bigquery_table_iam_member.owner : local.tables[name].owner if grant.role == "roles/bigquery.dataEditor"]) == setsubtract(toset([for table in local.tables : table.owner]), ["ingestion"])
    error_message = "A service writes the tables it owns, and the door its own."
  }

  # What only the clock starts.
  assert {
    condition     = toset(keys(google_cloud_scheduler_job.job)) == toset(keys(google_cloud_run_v2_job.job)) && alltrue([for job in google_cloud_scheduler_job.job : job.time_zone == var.shop.time_zone])
    error_message = "Every job is started by the clock, in the shop's own time."
  }

  assert {
    condition     = google_cloud_scheduler_job.job["ingestion-merge"].schedule == "30 * * * *" && google_cloud_run_v2_job.job["ingestion-merge"].template[0].template[0].containers[0].resources[0].limits.cpu == "1"
    error_message = "A backlog and rollups of another version have an hour, and a merge that waits for BigQuery pays for one core."
  }

  # Facts into figures, asked for each minute.
  assert {
    condition     = google_cloud_scheduler_job.asked_for["ingestion-merge"].schedule == "* * * * *" && jsondecode(base64decode(google_cloud_scheduler_job.asked_for["ingestion-merge"].pubsub_target[0].data)).data.name == "ingestion.merge"
    error_message = "The clock asks each minute whether it is time to merge."
  }

  assert {
    condition     = length(setsubtract(["MERGE_MINUTES=10", "MERGE_MINUTES_WATCHED=2"], [for variable in google_cloud_run_v2_service.run_requested["ingestion"].template[0].containers[0].env : "${variable.name}=${variable.value}"])) == 0 && google_cloud_run_v2_service.run_requested["ingestion"].template[0].containers[0].resources[0].limits.cpu == "1"
    error_message = "What merges is told when it is time, and pays for one core while it waits for BigQuery."
  }

  assert {
    condition     = local.runs["ingestion"].path == "/api/ingest/events" && google_pubsub_subscription.push["ingestion.run-requested.v1"].ack_deadline_seconds == 600 && !contains(local.raw_facts, "run-requested.v1")
    error_message = "That a merge is asked for is pushed, has as long as a push lasts, and is no fact."
  }

  assert {
    condition     = google_monitoring_alert_policy.alert["bytes-billed"].conditions[0].condition_threshold[0].threshold_value == local.levels.alerts["bytes-billed"].over
    error_message = "Who says nothing is told at what the file says."
  }

  assert {
    condition     = strcontains(google_monitoring_alert_policy.alert["facts-not-merged"].conditions[0].condition_absent[0].filter, "logging.googleapis.com/user/${google_logging_metric.merges.name}") && google_monitoring_alert_policy.alert["facts-not-merged"].conditions[0].condition_absent[0].aggregations[0].cross_series_reducer == "REDUCE_SUM" && strcontains(google_logging_metric.merges.filter, google_cloud_run_v2_service.run_requested["ingestion"].name)
    error_message = "The alert waits for what the log metric counts, of all revisions together."
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

run "what_may_be_left_out" {
  command = plan
  variables {
    redis   = null
    auth    = null
    engines = { cluster = "bigquery-ml", forecast_model = "arima-plus" }

    merge_minutes = 5

    merge_minutes_watched = 1
    queries_tb_a_day      = 4
    instances = {
      revenue            = { min = 0, max = 1 }
      ingestion          = { min = 0, max = 1 }
      inventory-alerts   = { min = 0, max = 1 }
      segments           = { min = 0, max = 1 }
      recommendations-v2 = { min = 0, max = 1 }
    }
  }

  # Without redis.
  assert {
    condition     = length(google_redis_instance.cache) + length(google_compute_network.suite) == 0 && local.environment.CACHE_URL == "memory://" && length(google_cloud_run_v2_service.service["revenue"].template[0].vpc_access) == 0
    error_message = "No Redis, no network, no way to it."
  }

  assert {
    condition     = !contains([for variable in google_cloud_run_v2_service.service["recommendations-v2"].template[0].containers[0].env : variable.name], "WORKERS")
    error_message = "Without Redis what people did of late is one process's own, and one makes all lists."
  }

  assert {
    condition     = google_cloud_run_v2_service.service["recommendations-v2"].template[0].scaling[0].max_instance_count == 1
    error_message = "Without Redis nobody shares what people did of late: one instance answers lists."
  }

  assert {
    condition     = !contains(keys(google_monitoring_alert_policy.alert), "cache-full")
    error_message = "What is not there raises no alert."
  }

  # Without warm instances, and with fewer merges.
  assert {
    condition     = length(setsubtract(["MERGE_MINUTES=5", "MERGE_MINUTES_WATCHED=1"], [for variable in google_cloud_run_v2_service.run_requested["ingestion"].template[0].containers[0].env : "${variable.name}=${variable.value}"])) == 0 && alltrue([for service in google_cloud_run_v2_service.service : service.template[0].scaling[0].min_instance_count == 0 && service.template[0].containers[0].resources[0].cpu_idle])
    error_message = "A small shop pays for nothing between requests, and merges when it said."
  }

  assert {
    condition     = google_monitoring_alert_policy.alert["bytes-billed"].conditions[0].condition_threshold[0].threshold_value == 4000000000000
    error_message = "A large shop reads more, and is not told of it every day."
  }

  # Only people.
  assert {
    condition     = length(setintersection(keys(local.environment), ["AUTH_ISSUER", "AUTH_AUDIENCE", "AUTH_JWKS_URL"])) == 0
    error_message = "Without an issuer no token counts."
  }

  # Models are made only where bigquery ml was chosen.
  assert {
    condition     = keys(google_bigquery_dataset_iam_member.trains_models) == ["segments"] && local.environment.CLUSTER_ENGINE == "bigquery-ml" && local.environment.FORECAST_ENGINE == "local" && local.environment.FORECAST_MODEL == "arima-plus"
    error_message = "Who trains models may, and nobody else; all are told by which engine and model."
  }
}

# Each of these is refused by itself; together, because a plan takes seconds.
run "what_cannot_be_meant_is_refused" {
  command = plan
  variables {
    staff        = { "owner@shop.example" = "owner", "allUsers" = "viewer" } # everybody of the internet
    auth         = { issuer = "https://issuer.example", audience = "shopsight", jwks_url = "http://issuer.example/keys" }
    shop         = { time_zone = "GMT", currency = "GBP", country = "GB" }
    hosts        = { dashboard = "https://shop.example/", services = "shop.example" }
    redis        = { memory_gb = 1, tier = "CHEAP" }
    budget       = { billing_account = "012345-6789AB-CDEF01", monthly_amount = 0 }
    alert_emails = [] # an alert that nobody is told
    engines      = { forecast = "crystal-ball" }
    ci           = { repository = "shop/shopsight' || true || '" }
  }
  expect_failures = [var.staff, var.auth, var.shop, var.hosts, var.redis, var.budget, var.alert_emails, var.engines, var.ci]
}

run "a_role_of_programs_is_for_no_person" {
  command = plan
  variables {
    staff = { "owner@shop.example" = "owner", "till@shop.example" = "service" }
  }
  expect_failures = [var.staff]
}

run "a_service_without_limits_is_refused" {
  command = plan
  variables {
    instances = { revenue = { min = 1, max = 4 } }
  }
  expect_failures = [google_cloud_run_v2_service.service]
}
