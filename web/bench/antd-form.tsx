import { Button, DatePicker, Form, Input, InputNumber, Select, Switch } from "antd";
import type { ReactNode } from "react";

const KINDS = ["text", "number", "text", "choice", "text", "date", "number", "long", "text", "switch"] as const;
const FIELDS = Array.from({ length: 60 }, (_, at) => ({
  kind: KINDS[at % KINDS.length] ?? "text",
  name: `field_${at}`,
}));
const OPTIONS = ["a", "b", "c"].map((value) => ({ label: value, value }));

const INPUTS: Readonly<Record<(typeof KINDS)[number], () => ReactNode>> = {
  choice: () => <Select options={OPTIONS} />,
  date: () => <DatePicker />,
  long: () => <Input.TextArea />,
  number: () => <InputNumber />,
  switch: () => <Switch />,
  text: () => <Input />,
};

/** The same form by the form of the library of components, with what is computed and shown by conditions. */
export function AntdForm({ rows }: { rows: number }) {
  const [form] = Form.useForm();
  const lines = Array.from({ length: rows }, (_, at) => ({ price: 10, quantity: at + 1, text: `Line ${at}` }));
  return (
    <Form form={form} initialValues={{ lines }} layout="vertical">
      {FIELDS.map(({ kind, name }, at) => (
        <Form.Item
          key={name}
          noStyle
          shouldUpdate={(before, after) => at % 10 === 8 && before.field_0 !== after.field_0}
        >
          {() => (
            <Form.Item label={name} name={name} rules={at % 3 === 0 ? [{ required: true }] : []}>
              {INPUTS[kind]()}
            </Form.Item>
          )}
        </Form.Item>
      ))}
      <Form.List name="lines">
        {(fields, { add }) => (
          <>
            {fields.map(({ key, name }) => (
              <div key={key} style={{ display: "flex" }}>
                <Form.Item name={[name, "text"]}>
                  <Input />
                </Form.Item>
                <Form.Item name={[name, "quantity"]}>
                  <InputNumber />
                </Form.Item>
                <Form.Item name={[name, "price"]}>
                  <InputNumber />
                </Form.Item>
              </div>
            ))}
            <Button onClick={() => add()}>Add</Button>
          </>
        )}
      </Form.List>
      <Form.Item noStyle shouldUpdate>
        {() => <output id="total">{total(form.getFieldValue("lines"))}</output>}
      </Form.Item>
    </Form>
  );
}

function total(lines: readonly { readonly quantity: number; readonly price: number }[]): number {
  return lines.reduce((sum, one) => sum + one.quantity * one.price, 0);
}
