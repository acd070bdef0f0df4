# The interfaces of Google Cloud this root needs. They stay on when it is destroyed: something else in the project may use them.
resource "google_project_service" "needed" {
  for_each = toset([
    "artifactregistry.googleapis.com",
    "bigquery.googleapis.com",
    "billingbudgets.googleapis.com",
    "cloudbuild.googleapis.com",
    "cloudresourcemanager.googleapis.com", # grants on the project itself
    "cloudscheduler.googleapis.com",
    "compute.googleapis.com", # the load balancer and the network
    "containeranalysis.googleapis.com",
    "iam.googleapis.com",
    "iamcredentials.googleapis.com", # CI borrows the delivery account by it
    "iap.googleapis.com",
    "logging.googleapis.com", # and what alerts count in it
    "monitoring.googleapis.com",
    "ondemandscanning.googleapis.com",
    "pubsub.googleapis.com",
    "redis.googleapis.com",
    "run.googleapis.com",
    "secretmanager.googleapis.com",
    "storage.googleapis.com",
    "sts.googleapis.com", # takes CI's own token in exchange
  ])

  service            = each.key
  disable_on_destroy = false
}
