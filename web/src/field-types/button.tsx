import { App, Button } from "antd";
import { useState } from "react";
import { Refused } from "../api/client";
import { useTexts } from "../core/language";
import type { FieldType, InputProps } from "../fields/field-type";
import { useSources } from "../fields/sources";
import type { ButtonField } from "../generated/forms";
import { NamedIcon } from "../ui/named-icon";

const LOOKS = {
  danger: { danger: true },
  default: {},
  link: { type: "link" },
  primary: { type: "primary" },
} as const;

function Input({ compact, disabled, field, id, label }: InputProps<ButtonField>) {
  const { say, t } = useTexts();
  const { act } = useSources();
  const { message, modal } = App.useApp();
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      await act?.(field.effect, field.name);
    } catch (error) {
      void message.error(error instanceof Refused ? error.message : t("fields.actFailed"));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button
      {...LOOKS[field.look ?? "default"]}
      disabled={disabled || act === null}
      icon={field.icon ? <NamedIcon name={field.icon} /> : undefined}
      id={id}
      loading={busy}
      size={compact ? "small" : "middle"}
      title={act === null ? t("fields.saveFirst") : undefined}
      onClick={() => {
        if (field.confirm) modal.confirm({ content: say(field.confirm), onOk: run, title: label });
        else void run();
      }}
    >
      {label}
    </Button>
  );
}

/** A button in a form; it has no value. */
export const type: FieldType<ButtonField> = {
  adopted: () => null,
  Cell: () => null,
  Input,
  seen: () => null,
  text: () => "",
  understood: () => null,
};
