// Shopsight's storefront snippet: docs/storefront.md
try {
 const { src, dataset: { key } } = document.currentScript, url = src.replace("snippet.js", "web-events")
 const { doNotTrack, globalPrivacyControl, webdriver: automated } = navigator
 const utm = name => new URLSearchParams(location.search).get("utm_" + name)
 const safe = run => given => { try { run(given) } catch {} }
 const { shopsight } = window
 let consent = "unknown", agreed, kept, queue = [], customer

 const keep = safe(change => {
  kept = JSON.parse(localStorage.shopsight || "{}")
  change()
  localStorage.shopsight = JSON.stringify(kept)
 })
 const known = (who, life) => {
  const at = Date.now(), { id, at: before } = kept[who] || {}
  return (kept[who] = { id: at - before < life ? id : crypto.randomUUID(), at }).id
 }
 const later = batch => agreed && keep(() => kept.unsent = [...kept.unsent || [], batch].slice(-20))
 const post = (batch, beacon) => {
  const body = JSON.stringify({ ...batch, sent_at: new Date })
  if (beacon) navigator.sendBeacon(url, body) || later(batch)
  else fetch(url, { method: "POST", body, keepalive: true })
   .then(({ status }) => status < 429 || later(batch), () => later(batch))
 }
 const flush = safe(beacon => {
  if (!queue[0]) return
  let who
  if (agreed) keep(() => who = { visitor_id: known("visitor", 34e9), session_id: known("session", 18e5), customer })
  post({ ...who, consent, key, automated, events: queue.splice(0, 99), campaign: utm("campaign"),
   medium: utm("medium"), source: utm("source") || document.referrer.split("/")[2] }, beacon)
 })
 const add = (event, more) =>
  queue.push({ id: crypto.randomUUID(), event, occurred_at: new Date, page: location.pathname, ...more })
 const watch = (content_id, el) => {
  let told = 0
  const look = safe(() => {
   const { top, height } = el.getBoundingClientRect(), time = el.currentTime
   const share = time >= 0 ? time / el.duration : (innerHeight - top) / height
   const progress = Math.min(4, share * 4 | 0) / 4
   if (progress > told) add("content_progress", { content_id, progress: told = progress })
  })
  el.addEventListener("timeupdate", look)
  addEventListener("scroll", look)
 }
 const push = safe(([what, value, el]) => {
  if (what == "customer") customer = value
  else if (what != "consent") add(what, value)
  else {
   flush()
   consent = doNotTrack == 1 || globalPrivacyControl ? "denied" : value
   agreed = consent == "granted"
   if (agreed) keep(() => {
    kept.unsent?.map(batch => post(batch))
    kept.unsent = []
   })
   else delete localStorage.shopsight
  }
  if (el) watch(value.content_id, el)
 })
 window.shopsight = { push }
 shopsight?.map(push)
 add("page_view")
 for (const el of document.querySelectorAll("[data-product-id],[data-content-id]")) {
  const { productId: product_id, contentId: content_id } = el.dataset
  push(content_id ? ["content_view", { content_id }, el] : ["product_view", { product_id }])
 }
 setInterval(flush, 2e3)
 for (const end of ["pagehide", "visibilitychange"]) addEventListener(end, () => flush(1))
} catch {}
