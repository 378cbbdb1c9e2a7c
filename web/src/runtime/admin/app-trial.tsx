import { useQuery } from "@tanstack/react-query";
import { Drawer } from "antd";
import { ask, deliver } from "../../api/client";
import { useTexts } from "../../core/language";
import type { AppTested } from "../../generated/api";
import { Mark } from "../../ui/mark";
import { Mistakes } from "../../ui/mistakes";
import { Nothing } from "../../ui/nothing";
import { Loaded } from "./loaded";

/** The tests of a published app, or of a bundle that is to be imported: they run as soon as this is shown. */
export function AppTrial({ app, file, onClose }: { app: string; file?: File; onClose: () => void }) {
  const { t } = useTexts();
  const found = useQuery({
    gcTime: 0,
    queryFn: ({ signal }) =>
      file === undefined
        ? ask("POST /api/apps/{app}/trial", undefined, signal, { app })
        : deliver("POST /api/apps/trial", file, signal),
    queryKey: ["trial", app, file?.name, file?.lastModified],
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Drawer open size={620} title={t("apps.trialOf", { app })} onClose={onClose}>
      {found.isFetching ? <p className="quiet">{t("apps.trialRuns")}</p> : null}
      <Loaded of={found}>{(told) => <Told of={told} />}</Loaded>
    </Drawer>
  );
}

function Told({ of }: { of: AppTested }) {
  const { t } = useTexts();
  const tests = of.tests ?? [];
  if (tests.length === 0) return <Nothing hint={t("apps.trialNoneHint")} title={t("apps.trialNone")} />;
  const failed = tests.filter((one) => (one.problems ?? []).length > 0);
  return (
    <div className="stacked">
      <p role="status">
        <Mark tone={of.passed ? "good" : "danger"}>
          {of.passed ? t("apps.trialPassed") : t("apps.trialFailed", { count: failed.length })}
        </Mark>
      </p>
      <ul className="plan">
        {[...failed, ...tests.filter((one) => !failed.includes(one))].map((one) => (
          <li key={one.name}>
            <Mark tone={failed.includes(one) ? "danger" : "good"}>
              {failed.includes(one) ? t("apps.trialWrong") : t("apps.trialRight")}
            </Mark>{" "}
            <code>{one.name}</code> {(one.scenarios ?? []).join(", ")} ·{" "}
            <span className="quiet">{t("apps.trialTried", { count: one.tried })}</span>
            {failed.includes(one) ? (
              <Mistakes found={one.problems ?? []} place={(each) => <code>{each.path}</code>} />
            ) : null}
          </li>
        ))}
      </ul>
    </div>
  );
}
