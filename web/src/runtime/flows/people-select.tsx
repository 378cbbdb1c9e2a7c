import { Select } from "antd";
import { useState } from "react";
import { useRested } from "../../core/moments";
import { calledOf, usePeople } from "../admin/people";

/** Chooses people by searching for their names; one of them, or several. */
export function PeopleSelect({
  id,
  label,
  several,
  value,
  without,
  onChange,
}: {
  id?: string;
  label: string;
  several: boolean;
  value: readonly string[];
  /** Somebody who cannot be chosen. */
  without?: string;
  onChange: (people: readonly string[]) => void;
}) {
  const [search, setSearch] = useState("");
  const [known, learn] = useState<Readonly<Record<string, string>>>({});
  const people = usePeople(useRested(search, 250));
  const offered = (people.data ?? []).filter((one) => one.status === "active" && one.id !== without);
  const options = offered.map((one) => ({ label: calledOf(one), value: one.id }));
  for (const one of value) {
    if (known[one] !== undefined && !options.some((option) => option.value === one)) {
      options.unshift({ label: known[one], value: one });
    }
  }
  return (
    <Select<string[]>
      {...(id === undefined ? {} : { id })}
      aria-label={label}
      className="wide"
      loading={people.isFetching}
      {...(several ? {} : { maxCount: 1 })}
      mode="multiple"
      options={options}
      placeholder={label}
      showSearch={{ filterOption: false, onSearch: setSearch }}
      value={[...value]}
      onChange={(next) => {
        const names = options.map((one) => [one.value, one.label] as const);
        learn({ ...known, ...Object.fromEntries(names) });
        setSearch("");
        onChange(several ? next : next.slice(-1));
      }}
    />
  );
}
