import { App, ConfigProvider } from "antd";
import { I18nextProvider } from "react-i18next";
import { startTexts, texts } from "../src/core/language";
import { lookOf } from "../src/core/theme";
import type { JsonObject } from "../src/fields/field-type";
import { SiblingsContext } from "../src/fields/sources";
import type { FormPage } from "../src/generated/forms";
import { FormProvider, useSheetSiblings } from "../src/runtime/form/form-context";
import { Layout } from "../src/runtime/form/layout";
import { Logic } from "../src/runtime/form/logic";
import { FormStore } from "../src/runtime/form/store";
import "../src/core/page.css";
import "../src/runtime/runtime.css";

await startTexts();
const page = (await (await fetch("form.json")).json()) as FormPage;

/** The form as people fill it in, with a record that has some rows. */
export function OurForm({ rows }: { rows: number }) {
  const lines = Array.from({ length: rows }, (_, at) => ({
    id: `row-${at}`,
    price: "10",
    quantity: String(at + 1),
    text: `Line ${at}`,
  }));
  const values: JsonObject = { lines };
  const store = new FormStore(new Logic(page), { system: new Map(), user: null, values });
  return (
    <I18nextProvider i18n={texts}>
      <ConfigProvider theme={lookOf("light", true)}>
        <App className="app">
          <FormProvider value={store}>
            <Body store={store} />
          </FormProvider>
        </App>
      </ConfigProvider>
    </I18nextProvider>
  );
}

function Body({ store }: { store: FormStore }) {
  return (
    <SiblingsContext.Provider value={useSheetSiblings(store.top)}>
      <main>
        <form className="record-form">
          <Layout />
        </form>
      </main>
    </SiblingsContext.Provider>
  );
}
