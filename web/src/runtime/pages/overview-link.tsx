import { IdcardOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";

/** The way to the page with all there is about a record; nothing when no app says what belongs there. */
export function OverviewLink({ app, form, id }: { app: string; form: string; id: string }) {
  const { say } = useTexts();
  const known = useQuery({
    queryFn: ({ signal }) => ask("GET /api/overviews", undefined, signal),
    queryKey: ["overviews"],
    staleTime: 60_000,
  });
  const mine = known.data?.find((one) => one.app === app && one.form === form);
  return mine === undefined ? null : (
    <a className="overview-way" href={`#/app/${app}/form/${form}/${id}/overview`}>
      <IdcardOutlined aria-hidden /> {say(mine.label)}
    </a>
  );
}
