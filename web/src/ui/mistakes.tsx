import { CloseCircleFilled, InfoCircleFilled, WarningFilled } from "@ant-design/icons";
import { Button } from "antd";
import type { ReactNode } from "react";
import { useTexts } from "../core/language";
import type { Diagnostic } from "../generated/api";

const ICONS = { error: <CloseCircleFilled />, info: <InfoCircleFilled />, warning: <WarningFilled /> };

/** Diagnostics with what to do next, each with an action of its own. */
export function Mistakes({
  found,
  place,
  action,
}: {
  found: readonly Diagnostic[];
  /** Returns how people call the place of a diagnostic. */
  place?: (diagnostic: Diagnostic, position: number) => ReactNode;
  /** Returns what can be done about it. */
  action?: (diagnostic: Diagnostic, position: number) => { readonly label: string; readonly run: () => void } | null;
}) {
  const { say } = useTexts();
  return (
    <ul className="mistakes">
      {found.map((one, position) => {
        const doable = action?.(one, position) ?? null;
        const severity = one.severity ?? "error";
        return (
          <li key={`${one.code}${one.path}${one.span}${say(one.message)}`} className={severity}>
            <span className="mistake-icon" aria-hidden="true">
              {ICONS[severity]}
            </span>
            <div className="mistake-text">
              {place === undefined ? null : <div className="mistake-place">{place(one, position)}</div>}
              <Marked text={say(one.message)} />
              {one.hint ? (
                <span className="mistake-hint">
                  <Marked text={say(one.hint)} />
                </span>
              ) : null}
            </div>
            {doable === null ? null : (
              <Button size="small" type="link" onClick={doable.run}>
                {doable.label}
              </Button>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** A text in which what stands between back quotes is code. */
export function Marked({ text }: { text: string }) {
  const parts = text.split(/`([^`]*)`/);
  return (
    <span>
      {parts.map((part, position) =>
        // The parts of one text never change their order.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        position % 2 === 1 ? <code key={position}>{part}</code> : part,
      )}
    </span>
  );
}
