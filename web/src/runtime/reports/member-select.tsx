import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import { useRested } from "../../core/moments";

/** Chooses values that a field has, the ones of most rows first. */
export function MemberSelect({
  app,
  dataset,
  expression,
  label,
  placeholder,
  value,
  className,
  onChange,
}: {
  app: string;
  dataset: string;
  expression: string;
  label: string;
  placeholder: string;
  value: readonly unknown[];
  className?: string;
  onChange: (value: readonly unknown[]) => void;
}) {
  const { say, t } = useTexts();
  const [open, setOpen] = useState(false);
  const [search, setSearch] = useState("");
  const rested = useRested(search, 250);
  const found = useQuery({
    enabled: open || value.length > 0,
    queryFn: ({ signal }) => {
      const asked = { dataset, expression, limit: 100, search: rested };
      return ask("POST /api/apps/{app}/reports/members", asked, signal, { app });
    },
    queryKey: ["reports", app, "members", dataset, expression, rested],
    staleTime: 60_000,
  });
  const options = (found.data?.members ?? []).map((one) => ({
    label: one.label ? say(one.label) : one.value === null ? t("reports.none") : String(one.value),
    value: JSON.stringify(one.value),
  }));
  return (
    <Select<string[]>
      allowClear
      aria-label={label}
      {...(className === undefined ? {} : { className })}
      loading={found.isFetching}
      maxTagCount="responsive"
      mode="multiple"
      notFoundContent={found.isPending ? t("app.loading") : found.error === null ? undefined : t("reports.notOpen")}
      options={options}
      placeholder={placeholder}
      showSearch={{ filterOption: false, onSearch: setSearch }}
      value={value.map((one) => JSON.stringify(one))}
      onChange={(next) => onChange(next.map((one) => JSON.parse(one) as unknown))}
      onOpenChange={setOpen}
    />
  );
}
