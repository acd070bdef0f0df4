# Answers and what people did of late, shared by all instances. Never the only copy of anything: without it answers are made
# anew and trails are read from the store (shared/decisions/0011).
resource "google_redis_instance" "cache" {
  #checkov:skip=CKV_GCP_95:a password would stand in Terraform's state, and only these services are in the network
  #checkov:skip=CKV_GCP_97:its own authority would have to reach every image, for a way inside Google's network
  count = var.redis == null ? 0 : 1

  name           = "shopsight"
  region         = var.region
  tier           = var.redis.tier
  memory_size_gb = var.redis.memory_gb
  redis_version  = "REDIS_7_0" # what the cache's own tests run against

  authorized_network = google_compute_network.suite[0].id
  # No password: Google would write it into the state, where no secret may be. Only these services are in the network.
  auth_enabled = false
  # No TLS: its authority's certificate would have to reach every image, for a way that never leaves Google's network.
  transit_encryption_mode = "DISABLED"

  redis_configs = {
    # A full cache lets go of what nobody asked for in the longest time; by default it would refuse to write.
    maxmemory-policy = "allkeys-lru"
  }

  maintenance_policy {
    weekly_maintenance_window {
      day = "TUESDAY"
      start_time {
        hours   = 3 # UTC: no shop day ends or begins then in Europe, and no build runs
        minutes = 0
        seconds = 0
        nanos   = 0
      }
    }
  }

  depends_on = [google_project_service.needed]
}

locals {
  cache_url = var.redis == null ? "memory://" : "redis://${google_redis_instance.cache[0].host}:${google_redis_instance.cache[0].port}"
}
