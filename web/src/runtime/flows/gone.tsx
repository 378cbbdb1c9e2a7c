import { Button } from "antd";
import { Refused } from "../../api/client";
import { useTexts } from "../../core/language";
import { Failure } from "../../ui/failure";
import { Nothing } from "../../ui/nothing";

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Returns whether a word of the address can be that of a task or an instance; others are not asked for. */
export function isId(word: string): boolean {
  return ID.test(word);
}

/** That there is no such task or instance for the reader, and the way back; other failures as everywhere. */
export function Gone({ error, onRetry }: { error: Error | null; onRetry: () => void }) {
  const { say, t } = useTexts();
  if (error !== null && !(error instanceof Refused && error.status === 404)) {
    return <Failure error={error} onRetry={onRetry} />;
  }
  const told = error instanceof Refused ? error.diagnostics[0]?.message : undefined;
  return (
    <Nothing
      action={
        <Button href="#/tasks" type="primary">
          {t("flows.toInbox")}
        </Button>
      }
      hint={t("flows.goneHint")}
      title={told === undefined ? t("flows.missing") : say(told)}
    />
  );
}
