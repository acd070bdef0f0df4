# A network with nothing in it but the way from the services to Redis (Direct VPC egress: no connector to pay for). What the
# services ask of Google and of vendors does not pass through it.
resource "google_compute_network" "suite" {
  count = var.redis == null ? 0 : 1

  name                    = "shopsight"
  auto_create_subnetworks = false # one region, one subnet

  depends_on = [google_project_service.needed]
}

resource "google_compute_subnetwork" "suite" {
  #checkov:skip=CKV_GCP_26:its only traffic is the services' own with Redis, which Redis counts
  count = var.redis == null ? 0 : 1

  name    = "shopsight"
  network = google_compute_network.suite[0].id
  region  = var.region
  # Each instance and each run of a job takes an address, and keeps it for some minutes after its end: 250 are five times the
  # most instances of production and what jobs start within the hour.
  ip_cidr_range            = var.redis.addresses
  private_ip_google_access = true # should somebody let all traffic through here one day, Google is still within reach
}

# Nobody comes in: Redis is asked from inside and answers, which a firewall of Google's counts as one.
resource "google_compute_firewall" "nobody_comes_in" {
  count = var.redis == null ? 0 : 1

  name      = "shopsight-nobody-comes-in"
  network   = google_compute_network.suite[0].id
  direction = "INGRESS"
  priority  = 1000

  source_ranges = ["0.0.0.0/0"]

  deny {
    protocol = "all"
  }
}
