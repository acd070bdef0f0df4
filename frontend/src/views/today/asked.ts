// What Today asks beside the live figures; asked for before the page is drawn, so the same in both places.
const MOST = 3;

export const ALERTS_ASKED = { query: { severity: "act", state: "open", limit: MOST } } as const;
export const REORDERS_ASKED = { query: { state: "suggested", limit: MOST } } as const;
