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

variable "auth" {
  description = "Who issues the tokens that callers bring, for whom, and where its public keys are."
  type = object({
    issuer   = string
    audience = string
    jwks_url = string
  })

  validation {
    condition     = alltrue([for url in [var.auth.issuer, var.auth.jwks_url] : startswith(url, "https://")])
    error_message = "auth.issuer and auth.jwks_url are https URLs: keys fetched in the clear prove nothing."
  }
}

variable "invokers" {
  description = "Who may reach the services at all (IAM members), before a token's scopes are looked at. Never the public."
  type        = set(string)
  default     = []

  validation {
    condition     = length(setintersection(var.invokers, ["allUsers", "allAuthenticatedUsers"])) == 0
    error_message = "The services are never open to the public: name groups or service accounts."
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


variable "cache_url" {
  description = "memory:// caches inside each instance, and keeps recommendations-v2 to one; redis://host:port shares one cache between them."
  type        = string
  default     = "memory://"
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
