import { Select } from "antd";
import { useState } from "react";
import { useRested } from "../../core/moments";
import { calledOf, usePeople } from "./people";

/** Chooses a person by searching for the name. */
export function PersonSelect({
  id,
  label,
  value,
  shown,
  without,
  onChange,
}: {
  id?: string;
  label?: string;
  value: string | null;
  /** What the chosen person is called, as far as it is known already. */
  shown?: string | undefined;
  /** Somebody who cannot be chosen. */
  without?: string;
  onChange: (id: string | null, name: string) => void;
}) {
  const [search, setSearch] = useState("");
  const people = usePeople(useRested(search, 250));
  const options = (people.data ?? [])
    .filter((one) => one.id !== without)
    .map((one) => ({ label: calledOf(one), value: one.id }));
  if (value !== null && shown !== undefined && !options.some((one) => one.value === value)) {
    options.unshift({ label: shown, value });
  }
  return (
    <Select<string | null>
      allowClear
      {...(id === undefined ? {} : { id })}
      {...(label === undefined ? {} : { "aria-label": label, placeholder: label })}
      className="wide"
      loading={people.isFetching}
      options={options}
      showSearch={{ filterOption: false, onSearch: setSearch }}
      value={value}
      onChange={(next) => onChange(next ?? null, options.find((one) => one.value === next)?.label ?? "")}
    />
  );
}
