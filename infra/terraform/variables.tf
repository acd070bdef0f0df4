variable "project" {
  description = "Google Cloud project; one per environment."
  type        = string
}

variable "environment" {
  description = "Name of the environment, for labels."
  type        = string

  validation {
    condition     = contains(["staging", "production"], var.environment)
    error_message = "environment is staging or production."
  }
}

variable "region" {
  description = "Where the services run, their images lie and the store is, e.g. europe-west2."
  type        = string
}

variable "bigquery_location" {
  description = "Where the shop's tables are: a region or EU/US. It cannot be changed later."
  type        = string
}

variable "shop" {
  description = "The shop: one time zone, one currency, one country."
  type = object({
    time_zone = string
    currency  = string
    country   = string
  })

  validation {
    condition     = can(regex("^[A-Z]{3}$", var.shop.currency)) && can(regex("^[A-Z]{2}$", var.shop.country))
    error_message = "shop.currency is an ISO 4217 code such as GBP, shop.country an ISO 3166 code such as GB."
  }

  validation {
    condition     = can(regex("^(UTC|[A-Z][A-Za-z_]+/.+)$", var.shop.time_zone))
    error_message = "shop.time_zone is an IANA name such as Europe/London; abbreviations have no summer time."
  }
}

variable "hosts" {
  description = "Names that the suite is reached by: `dashboard` by people, `services` by other programs of the shop. Their DNS points at `terraform output address`."
  type = object({
    dashboard = string
    services  = string
  })

  validation {
    condition     = alltrue([for host in values(var.hosts) : can(regex("^[a-z0-9-]+(\\.[a-z0-9-]+)+$", host))]) && var.hosts.dashboard != var.hosts.services
    error_message = "hosts.dashboard and hosts.services are two names such as shopsight.shop.example, without https:// and path."
  }
}

variable "staff" {
  description = "Who may sign in, and as what: an e-mail address, or @domain for everybody of an organisation, to a role. Identity-Aware Proxy lets in these and nobody else."
  type        = map(string)

  validation {
    condition     = alltrue([for who in keys(var.staff) : can(regex("^[a-z0-9._%+-]*@[a-z0-9-]+(\\.[a-z0-9-]+)+$", who))])
    error_message = "staff has e-mail addresses in lower case, or @domain, as keys."
  }

  validation {
    condition     = alltrue([for role in values(var.staff) : contains(["viewer", "marketer", "buyer", "owner", "admin"], role)])
    error_message = "A person is viewer, marketer, buyer, owner or admin; service and storefront are for programs."
  }

  validation {
    condition     = contains(values(var.staff), "owner") || contains(values(var.staff), "admin")
    error_message = "Somebody has to be owner or admin: nobody else may set targets and load data."
  }
}

variable "auth" {
  description = "Who issues the tokens that other programs bring, for whom, and where its public keys are; null: only people use this, and no token counts."
  type = object({
    issuer   = string
    audience = string
    jwks_url = string
  })
  default = null

  validation {
    condition     = var.auth == null ? true : alltrue([for url in [var.auth.issuer, var.auth.jwks_url] : startswith(url, "https://")])
    error_message = "auth.issuer and auth.jwks_url are https URLs: keys fetched in the clear prove nothing."
  }
}

variable "instances" {
  description = "Fewest and most instances of each service."
  type        = map(object({ min = number, max = number }))

  validation {
    condition     = alltrue([for limits in values(var.instances) : limits.min >= 0 && limits.max >= 1 && limits.min <= limits.max])
    error_message = "instances: 0 <= min <= max, and max is at least 1."
  }
}

variable "merge_minutes" {
  description = "How many minutes lie between two merges of taken facts while nobody looks at the dashboard: so much older are figures, and each merge costs what its statements read (docs/costs.md)."
  type        = number
  default     = 10

  validation {
    condition     = var.merge_minutes >= 1 && var.merge_minutes <= 15 && floor(var.merge_minutes) == var.merge_minutes
    error_message = "merge_minutes is a whole number from 1 to 15: half an hour without a merge raises an alert."
  }
}

variable "merge_minutes_watched" {
  description = "The same while somebody has the dashboard before their eyes."
  type        = number
  default     = 2

  validation {
    condition     = var.merge_minutes_watched >= 1 && var.merge_minutes_watched <= var.merge_minutes && floor(var.merge_minutes_watched) == var.merge_minutes_watched
    error_message = "merge_minutes_watched is a whole number from 1 to merge_minutes."
  }
}

variable "queries_tb_a_day" {
  description = "Terabytes that queries may be billed for in a day before somebody is told: what the shop reads (docs/capacity.md, TiB a month / 30), times two and more."
  type        = number
  default     = 1

  validation {
    condition     = var.queries_tb_a_day > 0
    error_message = "queries_tb_a_day is more than nothing."
  }
}

variable "redis" {
  description = "The cache that instances share; null: each caches for itself, and one instance of recommendations-v2 answers for all. STANDARD_HA has a second one that takes over. `addresses` is a private range of 256."
  type = object({
    memory_gb = number
    tier      = optional(string, "BASIC")
    addresses = optional(string, "10.8.0.0/24")
  })
  default = null

  validation {
    condition     = var.redis == null ? true : contains(["BASIC", "STANDARD_HA"], var.redis.tier) && var.redis.memory_gb >= 1 && can(cidrhost(var.redis.addresses, 255))
    error_message = "redis: tier BASIC or STANDARD_HA, memory_gb at least 1, addresses a range of at least 256."
  }
}

variable "engines" {
  description = "What makes forecasts and clusters: `local` (numpy and scipy, in the job's own image) or `bigquery-ml`, and by which model of it forecasts are made: `timesfm` or `arima-plus`. Clusters by `bigquery-ml` need the image with bigframes (docs/bigquery-ml.md)."
  type = object({
    forecast       = optional(string, "local")
    forecast_model = optional(string, "timesfm")
    cluster        = optional(string, "local")
  })
  default = {}

  validation {
    condition     = alltrue([for engine in [var.engines.forecast, var.engines.cluster] : contains(["local", "bigquery-ml"], engine)]) && contains(["timesfm", "arima-plus"], var.engines.forecast_model)
    error_message = "engines.forecast and engines.cluster are local or bigquery-ml, engines.forecast_model is timesfm or arima-plus."
  }
}

variable "query_max_gb" {
  description = "The most gigabytes one statement may have BigQuery read; what would read more is refused before it costs anything."
  type        = number
  default     = 200 # some 1.25 dollars; a rebuild of all rollups of 50 million lines reads a tenth of it

  validation {
    condition     = var.query_max_gb >= 1 && floor(var.query_max_gb) == var.query_max_gb
    error_message = "query_max_gb is a whole number above 0."
  }
}

variable "budget" {
  description = "The billing account, and what the suite may cost a month in its currency before somebody is told."
  type = object({
    billing_account = string
    monthly_amount  = number
  })

  validation {
    condition     = can(regex("^[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}$", var.budget.billing_account)) && var.budget.monthly_amount >= 1 && floor(var.budget.monthly_amount) == var.budget.monthly_amount
    error_message = "budget.billing_account is 012345-6789AB-CDEF01, budget.monthly_amount a whole number above 0."
  }
}

variable "alert_emails" {
  description = "Who is told of alerts and of the budget."
  type        = set(string)

  validation {
    condition     = length(var.alert_emails) > 0
    error_message = "An alert that nobody is told is none: name at least one address."
  }
}

variable "ci" {
  description = "The CI that may deliver from outside Google Cloud, by tokens of its own: who signs them, for which repository and ref; null: Cloud Build alone delivers."
  type = object({
    issuer     = optional(string, "https://token.actions.githubusercontent.com")
    repository = string
    ref        = optional(string, "refs/heads/main")
  })
  default = null

  validation {
    condition     = var.ci == null ? true : startswith(var.ci.issuer, "https://") && can(regex("^[A-Za-z0-9_.-]+/[A-Za-z0-9_./-]+$", var.ci.repository)) && can(regex("^refs/[A-Za-z0-9_./-]+$", var.ci.ref))
    error_message = "ci: issuer an https URL, repository owner/name, ref such as refs/heads/main."
  }
}

variable "otlp_endpoint" {
  description = "Where metrics are sent by OTLP over HTTP; null sends none."
  type        = string
  default     = null
}

variable "storefront_origins" {
  description = "Origins of the shop's pages, such as https://shop.example: only these may send web events and read the answer."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for origin in var.storefront_origins : can(regex("^https://[a-z0-9.-]+(:[0-9]+)?$", origin))])
    error_message = "An origin is https://shop.example, without a path."
  }
}

variable "deletion_protection" {
  description = "Refuse a plan that deletes a service or a table. Off only where the data can be loaded again."
  type        = bool
  default     = true
}
