import { useQuery } from "@tanstack/react-query";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import { useRested } from "../../core/moments";
import type { SearchGroup } from "../../generated/api";
import { viewsOf } from "../menu";
import { usePlace } from "../session";

/** Somewhere to go. */
export interface Goal {
  readonly key: string;
  readonly title: string;
  readonly note: string;
  readonly icon: string | null;
  readonly route: string;
}

/** Returns the records that contain words, by form. */
export function useFound(text: string, most: number, form = "") {
  const sought = useRested(text.trim(), 150);
  const found = useQuery<readonly SearchGroup[]>({
    enabled: sought !== "",
    placeholderData: (before) => (sought === "" ? undefined : before),
    queryFn: ({ signal }) => ask("GET /api/search", undefined, signal, { form: form || undefined, most, q: sought }),
    queryKey: ["search", sought, form, most],
  });
  return { found, sought };
}

/** Returns the apps, views and pages whose name holds a text. */
export function usePages(text: string): readonly Goal[] {
  const { language, say, t } = useTexts();
  const { apps, signed } = usePlace();
  const sought = text.trim().toLocaleLowerCase(language);
  if (sought === "") return [];
  const admin = ["people", "departments", "roles", "permissions", "access", "apps", "dictionaries", "audit"] as const;
  const goals: readonly Goal[] = [
    ...apps.map((one) => ({
      icon: one.icon ?? null,
      key: one.name,
      note: t("admin.app"),
      route: `app/${one.name}`,
      title: say(one.label),
    })),
    ...apps.flatMap((app) =>
      viewsOf(app).map((one) => ({
        icon: app.forms?.find(({ name }) => name === one.form)?.icon ?? null,
        key: `${app.name}/${one.name}`,
        note: say(app.label),
        route: `app/${app.name}/view/${one.name}`,
        title: say(one.label),
      })),
    ),
    ...(signed.account.roles.includes("platform.admin")
      ? admin.map((one) => ({
          icon: "setting",
          key: `admin/${one}`,
          note: t("admin.title"),
          route: `admin/${one}`,
          title: t(`admin.pages.${one}`),
        }))
      : []),
    { icon: "user", key: "me", note: "", route: "me", title: t("me.title") },
  ];
  return goals.filter((one) => one.title.toLocaleLowerCase(language).includes(sought)).slice(0, 6);
}

/** Returns where a record that was found is shown. */
export function routeOf(group: SearchGroup, id: string): string {
  return `app/${group.app}/form/${group.form}/${id}`;
}
