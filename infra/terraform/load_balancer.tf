# The one way in from the internet: HTTPS under two host names. Under `hosts.dashboard` people, who sign in at Identity-Aware
# Proxy, and the few paths that strangers may knock at; under `hosts.services` other programs of the shop, each with a token.
# Which path leads where is in routes.yaml. Pub/Sub and Scheduler do not come through here.
locals {
  routes = yamldecode(file("${path.module}/routes.yaml"))

  # Cloud Run's own names, not the resources: a service is told the id of the backend before it, which would be a circle.
  fronted = merge(
    { for name in keys(local.services) : name => "shopsight-${name}" },
    { dashboard = "shopsight-dashboard" },
  )

  # A rule each, in the file's order; two rules of one priority are refused by Google.
  route_rules = { for host, rules in local.routes : host => [
    for place, rule in rules : {
      priority = place + 1
      backend  = rule.door == "open" ? google_compute_backend_service.open[rule.service].id : google_compute_backend_service.staff[rule.service].id
      prefix   = endswith(rule.path, "/**") ? trimsuffix(rule.path, "**") : null
      template = !endswith(rule.path, "/**") && strcontains(rule.path, "*") ? rule.path : null
      full     = strcontains(rule.path, "*") ? null : rule.path
    }
  ] }
}

resource "google_compute_global_address" "suite" {
  name = "shopsight" # what the DNS of both hosts points at: `terraform output address`

  depends_on = [google_project_service.needed]
}

resource "google_compute_region_network_endpoint_group" "service" {
  for_each = local.fronted

  name                  = each.value
  region                = var.region
  network_endpoint_type = "SERVERLESS"

  cloud_run {
    service = each.value
  }

  depends_on = [google_project_service.needed]
}

# Behind these only who is signed in and named in `staff` gets any answer. Google makes the OAuth client of a proxy for people of
# one's own organisation; for others one makes it by hand, and its secret stays out of here (docs/deployment.md).
resource "google_compute_backend_service" "staff" {
  for_each = local.fronted

  name                  = "${each.value}-staff"
  protocol              = "HTTPS"
  load_balancing_scheme = "EXTERNAL_MANAGED" # the one whose routes know path templates

  backend {
    group = google_compute_region_network_endpoint_group.service[each.key].id
  }

  iap {
    enabled = true
  }

  log_config {
    enable      = true
    sample_rate = 1.0 # who looked at what; a shop's staff asks some thousand times a day
  }
}

resource "google_compute_backend_service" "open" {
  for_each = local.services

  name                  = "shopsight-${each.key}-open"
  protocol              = "HTTPS"
  load_balancing_scheme = "EXTERNAL_MANAGED"

  backend {
    group = google_compute_region_network_endpoint_group.service[each.key].id
  }

  log_config {
    enable      = true
    sample_rate = 0.01 # every page view of the shop is here: one in a hundred shows what goes on
  }
}

# Each person in `staff`, for each thing behind the proxy.
resource "google_iap_web_backend_service_iam_member" "staff" {
  for_each = { for pair in setproduct(keys(local.fronted), keys(var.staff)) : "${pair[0]} ${pair[1]}" => pair }

  web_backend_service = google_compute_backend_service.staff[each.value[0]].name
  role                = "roles/iap.httpsResourceAccessor"
  member              = startswith(each.value[1], "@") ? "domain:${trimprefix(each.value[1], "@")}" : "user:${each.value[1]}"
}

resource "google_compute_url_map" "suite" {
  name = "shopsight"
  # Whoever comes by the address alone, or by another name.
  default_service = google_compute_backend_service.staff["dashboard"].id

  dynamic "host_rule" {
    for_each = { dashboard_host = var.hosts.dashboard, services_host = var.hosts.services }
    content {
      hosts        = [host_rule.value]
      path_matcher = replace(host_rule.key, "_", "-")
    }
  }

  dynamic "path_matcher" {
    for_each = local.route_rules
    content {
      name = replace(path_matcher.key, "_", "-")
      # What no rule names: the page under the one host, and under the other too, where it asks to sign in.
      default_service = google_compute_backend_service.staff["dashboard"].id

      dynamic "route_rules" {
        for_each = path_matcher.value
        content {
          priority = route_rules.value.priority
          service  = route_rules.value.backend

          match_rules {
            prefix_match        = route_rules.value.prefix
            path_template_match = route_rules.value.template
            full_path_match     = route_rules.value.full
          }
        }
      }
    }
  }
}

resource "google_compute_managed_ssl_certificate" "suite" {
  # A certificate cannot be changed: with other names it is another one, made before the old one goes.
  name = "shopsight-${substr(md5("${var.hosts.dashboard} ${var.hosts.services}"), 0, 8)}"

  managed {
    domains = [var.hosts.dashboard, var.hosts.services]
  }

  lifecycle {
    create_before_destroy = true
  }

  depends_on = [google_project_service.needed]
}

resource "google_compute_ssl_policy" "suite" {
  name            = "shopsight"
  profile         = "MODERN"
  min_tls_version = "TLS_1_2" # every browser since 2013

  depends_on = [google_project_service.needed]
}

resource "google_compute_target_https_proxy" "suite" {
  name             = "shopsight"
  url_map          = google_compute_url_map.suite.id
  ssl_certificates = [google_compute_managed_ssl_certificate.suite.id]
  ssl_policy       = google_compute_ssl_policy.suite.id
}

resource "google_compute_global_forwarding_rule" "https" {
  name                  = "shopsight-https"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  ip_address            = google_compute_global_address.suite.id
  port_range            = "443"
  target                = google_compute_target_https_proxy.suite.id
}

# In the clear nothing is answered but where to go.
resource "google_compute_url_map" "to_https" {
  name = "shopsight-to-https"

  default_url_redirect {
    https_redirect         = true
    redirect_response_code = "MOVED_PERMANENTLY_DEFAULT"
    strip_query            = false
  }

  depends_on = [google_project_service.needed]
}

resource "google_compute_target_http_proxy" "to_https" {
  name    = "shopsight-to-https"
  url_map = google_compute_url_map.to_https.id
}

resource "google_compute_global_forwarding_rule" "http" {
  name                  = "shopsight-http"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  ip_address            = google_compute_global_address.suite.id
  port_range            = "80"
  target                = google_compute_target_http_proxy.to_https.id
}
