import { PlusOutlined } from "@ant-design/icons";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Button, Tag } from "antd";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import type { OfferedItem, Offers } from "../../generated/api";
import { numberText } from "../../reports/numbers";
import { useForm, useWhole } from "../form/form-context";
import "./offers-panel.css";

/** What similar customers buy with what stands on the document, for forms that offer something. */
export function OffersPanel({ app, form }: { app: string; form: string }) {
  const found = useQuery({
    queryFn: ({ signal }) => ask("POST /api/apps/{app}/reports/offers", { form }, signal, { app }),
    queryKey: ["reports", app, "offers", form],
    // Whether a form offers something changes with its app only; a form works without it.
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return found.data?.rows == null ? null : <Offered app={app} form={form} offers={found.data} />;
}

function Offered({ app, form, offers }: { app: string; form: string; offers: Offers }) {
  const { t, language } = useTexts();
  const store = useForm();
  const { rows, field, subject } = offers as {
    readonly rows: string;
    readonly field: string;
    readonly subject: string;
  };
  const items = useWhole((one) =>
    [...new Set(one.rows(rows).map((row) => row.values.get(field)))].filter((id) => typeof id === "string").join(),
  );
  const whom = useWhole((one) => {
    const value = one.top.values.get(subject);
    return typeof value === "string" ? value : "";
  });
  const asked = { form, items: items === "" ? [] : items.split(","), subject: whom === "" ? null : whom };
  const found = useQuery({
    enabled: items !== "",
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => ask("POST /api/apps/{app}/reports/offers", asked, signal, { app }),
    queryKey: ["reports", app, "offers", form, asked],
    retry: false,
    staleTime: 60_000,
  });
  const given = items === "" ? [] : (found.data?.items ?? []);
  if (given.length === 0) return null;
  const add = (one: OfferedItem) => {
    const [made] = store.addRows(rows);
    if (made !== undefined) store.enter(made, field, one.id);
  };
  const count = found.data?.baskets ?? 0;
  const why = ({ rule, because }: OfferedItem) =>
    t("analyses.offerWhy", {
      because,
      both: rule.both,
      confidence: numberText(Number(rule.confidence), { digits: 0, style: "percent" }, language),
      lift: numberText(Number(rule.lift), { digits: 1 }, language),
      of: rule.of_left,
    });
  return (
    <section aria-label={t("analyses.offers")} className="offers">
      <h2>
        {t("analyses.offers")}{" "}
        <span className="quiet">
          {t(found.data?.similar ? "analyses.offersSimilar" : "analyses.offersAll", { count })}
        </span>
      </h2>
      <ul>
        {given.map((one) => (
          <li key={one.id}>
            <div>
              <strong>{one.title}</strong> {one.rule.sure ? <Tag color="green">{t("analyses.sure")}</Tag> : null}
              <p className="quiet">{why(one)}</p>
            </div>
            <Button
              aria-label={t("analyses.offerAdd", { title: one.title })}
              icon={<PlusOutlined />}
              size="small"
              onClick={() => add(one)}
            >
              {t("analyses.add")}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
