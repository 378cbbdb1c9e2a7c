import { Alert, Button } from "antd";
import { Refused } from "../api/client";
import { useTexts } from "../core/language";

/** What went wrong, and what to do next. Without an error: the page itself failed. */
export function Failure({ error, onRetry }: { error?: Error; onRetry: () => void }) {
  const { t, say } = useTexts();
  if (error === undefined) {
    return (
      <Alert
        className="failure"
        action={<Button onClick={onRetry}>{t("failure.reload")}</Button>}
        description={t("failure.brokenHint")}
        showIcon
        title={t("failure.broken")}
        type="error"
      />
    );
  }
  const offline = error instanceof Refused && error.status === 0;
  const told = error instanceof Refused ? error.diagnostics : [];
  return (
    <Alert
      className="failure"
      action={
        <Button size="small" onClick={onRetry}>
          {t("failure.retry")}
        </Button>
      }
      description={
        offline
          ? t("failure.offlineHint")
          : told.length > 0
            ? told.map((one) => (
                <p key={`${one.path}${one.code}`}>{`${say(one.message)} ${one.hint ? say(one.hint) : ""}`}</p>
              ))
            : error.message
      }
      showIcon
      title={t(offline ? "failure.offline" : "failure.refused")}
      type="error"
    />
  );
}
