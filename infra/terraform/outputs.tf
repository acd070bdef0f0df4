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

output "delivery_account" {
  description = "The account Cloud Build runs as: the substitution _DELIVERY_ACCOUNT."
  value       = google_service_account.delivery.id
}
