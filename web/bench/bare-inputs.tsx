import { useState } from "react";

const FIELDS = Array.from({ length: 60 }, (_, at) => `field_${at}`);

function Bare({ name }: { name: string }) {
  const [value, change] = useState("");
  return (
    <label>
      {name} <input id={name} value={value} onChange={(event) => change(event.target.value)} />
    </label>
  );
}

/** Inputs of the browser without anything around them: the least that a key can cost. */
export function BareInputs() {
  return FIELDS.map((name) => <Bare key={name} name={name} />);
}
