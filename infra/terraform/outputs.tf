output "services" {
  description = "Address of each service; reachable through the load balancer and from inside the project."
  value       = { for name, service in google_cloud_run_v2_service.service : name => service.uri }
}

output "warehouse_url" {
  description = "WAREHOUSE_URL of this environment."
  value       = local.environment.WAREHOUSE_URL
}

output "store_url" {
  description = "STORE_URL of this environment."
  value       = local.environment.STORE_URL
}

output "images" {
  description = "Where cloudbuild.yaml pushes: the substitution _IMAGES."
  value       = local.images
}

output "sources" {
  description = "Where `gcloud builds submit` puts the checkout: --gcs-source-staging-dir."
  value       = "gs://${google_storage_bucket.sources.name}/source"
}

output "delivery_account" {
  description = "The account Cloud Build runs as: the substitution _DELIVERY_ACCOUNT."
  value       = google_service_account.delivery.id
}

output "address" {
  description = "What the DNS of both hosts has to point at, as an A record."
  value       = google_compute_global_address.suite.address
}

output "hosts" {
  description = "Where people and programs reach the suite."
  value       = { for name, host in var.hosts : name => "https://${host}" }
}

output "iap_audiences" {
  description = "For which backend Identity-Aware Proxy signs, by service: its IAP_AUDIENCE."
  value       = { for name in keys(local.services) : name => local.environments[name].IAP_AUDIENCE }
}

output "delivery_warehouse_url" {
  description = "Where statements are checked before a delivery: the substitution _WAREHOUSE."
  value       = "bigquery://${var.project}/${google_bigquery_dataset.empty.dataset_id}"
}

output "ci_provider" {
  description = "What a CI outside Google Cloud names when it asks for the delivery account; null without one."
  value       = try(google_iam_workload_identity_pool_provider.ci[0].name, null)
}
