import { useTexts } from "../../core/language";
import type { SignatureHelp } from "../../generated/api";

/** The call that the cursor stands in, with the argument that is being written; else how to get help. */
export function CallHelp({ call }: { call: SignatureHelp | null }) {
  const { t, say } = useTexts();
  if (call === null) return <span className="call-help quiet">{t("editor.help")}</span>;
  const active = Math.min(call.active, call.parameters.length - 1);
  return (
    <span className="call-help" title={call.signatures.join("\n")}>
      <code>
        {call.name}(
        {call.parameters.map((parameter, position) => (
          <span key={parameter}>
            {position > 0 ? ", " : ""}
            {position === active ? <strong>{parameter}</strong> : parameter}
          </span>
        ))}
        )
      </code>
      <span className="quiet">{say(call.documentation)}</span>
    </span>
  );
}
