import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import type { Label } from "../../generated/api";

/** Returns the apps that are published, with what people call them. */
export function useAppNames() {
  const { say } = useTexts();
  const found = useQuery({ queryFn: ({ signal }) => ask("GET /api/apps", undefined, signal), queryKey: ["apps"] });
  const labels = new Map(
    (found.data ?? []).flatMap((one) => {
      // What is published says it, also to those who have no role in the app.
      const label = one.label as Label | null;
      return label === null || typeof label !== "object" ? [] : [[one.name, say(label)] as const];
    }),
  );
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
