import { Select } from "antd";

const ZONES: readonly string[] = Intl.supportedValuesOf("timeZone");

/** Chooses a time zone. */
export function ZoneSelect({ id, value, onChange }: { id: string; value: string; onChange: (zone: string) => void }) {
  const known = ZONES.includes(value) ? ZONES : [value, ...ZONES];
  return (
    <Select<string>
      className="wide"
      id={id}
      options={known.map((one) => ({ label: one, value: one }))}
      showSearch
      value={value}
      onChange={onChange}
    />
  );
}
