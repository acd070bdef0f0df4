import { MantineProvider } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { ApiError } from "../src/api/client";
import { Panel } from "../src/parts/panel";

interface Said {
  stale: boolean;
  is_provisional: boolean;
  data_until: string | null;
  time_zone: string;
}
const SAID: Said = { stale: false, is_provisional: false, data_until: "2024-03-02T15:30:00Z", time_zone: "Europe/London" };

function shown(answer: Partial<UseQueryResult<Said>>) {
  const whole = { data: undefined, error: null, isPlaceholderData: false, isFetching: false, refetch: () => Promise.resolve(), ...answer };
  render(
    <MantineProvider>
      <Panel title="Sales" answer={whole as UseQueryResult<Said>} csv="/api/sales.csv">
        {() => <p>figures</p>}
      </Panel>
    </MantineProvider>,
  );
}

const problem = (status: number, title: string, detail: string) =>
  new ApiError(status, { type: "urn:shopsight:problem:x", title, detail, status, request_id: "r-1" });

test("a panel that waits says so", () => {
  shown({});
  expect(screen.getByRole("status", { name: "Sales is loading" })).toBeTruthy();
});

test("a panel that failed says what happened, what to do, and where it is recorded", () => {
  shown({ error: problem(503, "The warehouse is busy", "Try again in 5 seconds.") });
  expect(screen.getByRole("alert").textContent).toMatch(/The warehouse is busy.*Try again in 5 seconds.*r-1/);
  expect(screen.getByRole("button", { name: "Try again" })).toBeTruthy();
});

test("a role without the scope is told so, and nothing is called an error", () => {
  shown({ error: problem(403, "Not allowed", "The role buyer lacks the scope customers:read") });
  expect(screen.queryByRole("alert")).toBeNull();
  expect(screen.getByText("Your role does not show this")).toBeTruthy();
});

test("old figures are marked, and those that may change", () => {
  shown({ data: { ...SAID, stale: true } });
  expect(screen.getByText(/^stale, data until/)).toBeTruthy();
  expect(screen.getByText("figures")).toBeTruthy();
});

test("figures stay while they cannot be refreshed, and say so", () => {
  shown({ data: SAID, error: problem(0, "Not reachable", "") });
  expect(screen.getByText("figures")).toBeTruthy();
  expect(screen.getByText("could not be refreshed")).toBeTruthy();
});

const isBusy = () => screen.getByRole("region", { name: "Sales" }).getAttribute("aria-busy");

test("figures that stand are not busy while newer ones are asked for", () => {
  shown({ data: SAID, isFetching: true });
  expect(isBusy()).toBe("false");
});

test("a panel is busy until it has what is asked for, and not after that failed", () => {
  shown({ data: SAID, isPlaceholderData: true });
  expect(isBusy()).toBe("true");
  cleanup();
  shown({});
  expect(isBusy()).toBe("true");
  cleanup();
  shown({ error: problem(0, "Not reachable", "") });
  expect(isBusy()).toBe("false");
});
