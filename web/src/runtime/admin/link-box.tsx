import { CopyOutlined } from "@ant-design/icons";
import { Alert, App, Button, Input } from "antd";
import { useTexts } from "../../core/language";
import { shownInstant } from "../../fields/moments";

/** A secret that is shown only now, to be copied. */
export function SecretBox({
  title,
  hint,
  label,
  value,
}: {
  title: string;
  hint: string;
  label: string;
  value: string;
}) {
  const { t } = useTexts();
  const { message } = App.useApp();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      void message.success(t("admin.copied"));
    } catch {
      void message.warning(t("admin.copyByHand"));
    }
  };
  return (
    <Alert
      className="secret-box"
      description={
        <>
          <p>{hint}</p>
          <div className="secret-line">
            <Input aria-label={label} readOnly value={value} onFocus={({ target }) => target.select()} />
            <Button icon={<CopyOutlined />} type="primary" onClick={() => void copy()}>
              {t("admin.copy")}
            </Button>
          </div>
        </>
      }
      role="status"
      showIcon
      title={title}
      type="success"
    />
  );
}

/** The link by which somebody chooses a password. */
export function LinkBox({ name, token, until }: { name: string; token: string; until: string }) {
  const { t } = useTexts();
  return (
    <SecretBox
      hint={t("people.linkHint", { until: shownInstant(until, false) })}
      label={t("people.link")}
      title={t("people.linkFor", { name })}
      value={`${location.origin}/invitation#${token}`}
    />
  );
}
