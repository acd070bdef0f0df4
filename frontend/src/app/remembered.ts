// What this browser was told the last time, as a guess of what it will be told now: a wrong one costs a request and no more.

/** `scopes`: what who was signed in may do. `time_zone`: where the shop's days begin. */
type Name = "scopes" | "time_zone";

export function remember(name: Name, value: string): void {
  try {
    localStorage.setItem(`shopsight.${name}`, value);
  } catch {
    // a browser that keeps nothing for a page guesses nothing
  }
}

export function remembered(name: Name): string | null {
  try {
    return localStorage.getItem(`shopsight.${name}`);
  } catch {
    return null;
  }
}
