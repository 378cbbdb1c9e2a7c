import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import { usePlace } from "../session";

/** Returns the apps that are published, with what people call them. */
export function useAppNames() {
  const { say } = useTexts();
  const { apps } = usePlace();
  const found = useQuery({ queryFn: ({ signal }) => ask("GET /api/apps", undefined, signal), queryKey: ["apps"] });
  const labels = new Map(apps.map((one) => [one.name, say(one.label)]));
  return { found, labels };
}

/** Chooses one of the apps that are published. */
export function AppChoice({
  names,
  labels,
  value,
  onChange,
}: {
  names: readonly string[];
  labels: ReadonlyMap<string, string>;
  value: string;
  onChange: (app: string) => void;
}) {
  const { t } = useTexts();
  return (
    <Select<string>
      aria-label={t("admin.app")}
      className="list-filter"
      options={names.map((one) => ({ label: labels.get(one) ?? one, value: one }))}
      value={value}
      onChange={onChange}
    />
  );
}
