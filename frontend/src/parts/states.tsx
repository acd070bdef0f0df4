// What a panel shows instead of figures, or beside them: loading, empty, wrong, not allowed, old, not final.
import { Button, Skeleton } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ApiError } from "../api/client";
import { moment } from "../app/format";

export function Loading({ lines = 3, label }: { lines?: number; label: string }) {
  return (
    // As tall as what will stand there, so that nothing moves when it comes.
    <div className="loading" style={{ minHeight: lines * 22 }} role="status" aria-label={`${label} is loading`}>
      {Array.from({ length: Math.min(lines, 8) }, (_, line) => (
        <Skeleton key={line} height={14} width={line % 2 === 0 ? "92%" : "68%"} />
      ))}
    </div>
  );
}

export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="state">
      <p className="state-title">{title}</p>
      {children !== undefined && <div className="dim">{children}</div>}
    </div>
  );
}

/** Something went wrong: what, what to do, and the request it is recorded under. */
export function Wrong({ error, again }: { error: Error; again?: () => void }) {
  if (error instanceof ApiError && error.status === 403) return <NotAllowed detail={error.message} />;
  const problem = error instanceof ApiError ? error.problem : null;
  return (
    <div className="state wrong" role="alert">
      <p className="state-title">{problem?.title ?? "This cannot be shown"}</p>
      <p>{problem?.detail ?? error.message}</p>
      {problem?.errors?.map((each) => (
        <p key={each.field}>
          <code>{each.field}</code>: {each.message}
        </p>
      ))}
      <p className="row">
        {again !== undefined && (
          <Button variant="default" onClick={again}>
            Try again
          </Button>
        )}
        {problem !== null && problem.request_id !== "" && <span className="dim">Request {problem.request_id}</span>}
      </p>
    </div>
  );
}

/** The first of some answers that is not there and will not come; nothing where all of them are, or may come yet. */
export function Failed({ of }: { of: readonly UseQueryResult[] }) {
  const failed = of.find(({ data, error }) => data === undefined && error !== null);
  if (failed === undefined || failed.error === null) return null;
  return <Wrong error={failed.error} again={() => void failed.refetch()} />;
}

/** Why a button in a row of a table did nothing, told to who listens too. */
export function Refused({ error }: { error: Error | null }) {
  if (error === null) return null;
  return (
    <span role="alert" className="problem">
      {error.message}
    </span>
  );
}

export function NotAllowed({ detail }: { detail: string }) {
  return (
    <div className="state" role="note">
      <p className="state-title">Your role does not show this</p>
      <p className="dim">{detail}. Somebody who runs the suite can give you another role.</p>
    </div>
  );
}

interface Aged {
  stale?: boolean;
  is_provisional?: boolean;
  data_until?: string | null;
  time_zone?: string;
}

/** Says of an answer that it is old, or that it may change yet. */
export function Age({ of }: { of: Aged }) {
  const until = of.data_until && of.time_zone ? moment(of.data_until, "full", of.time_zone) : null;
  if (of.stale === true) return <span className="tag warn">stale{until === null ? "" : `, data until ${until}`}</span>;
  if (of.is_provisional === true) {
    return (
      <span className="tag" title={until === null ? undefined : `Data until ${until}`}>
        not final
      </span>
    );
  }
  return null;
}
