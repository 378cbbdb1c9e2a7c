import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import { type Conversation, useFollowing } from "./conversation";

/** Who hears of what is said. */
export function FollowersPanel({ about }: { about: Conversation }) {
  const { t } = useTexts();
  const following = useFollowing(about);
  const names = useNames(following.people);
  return (
    <div className="comments">
      {following.people.length === 0 ? <p className="quiet">{t("filling.noFollowers")}</p> : null}
      <ul className="followers">
        {following.people.map((one) => (
          <li key={one} className="chip">
            {names.get(one) ?? "…"}
          </li>
        ))}
      </ul>
      <Button size="small" onClick={() => void following.toggle()}>
        {t(following.on ? "filling.unfollow" : "filling.follow")}
      </Button>
    </div>
  );
}

/** Returns what people are called, by id. */
function useNames(ids: readonly string[]): ReadonlyMap<string, string> {
  const found = useQuery({
    enabled: ids.length > 0,
    queryFn: ({ signal }) => ask("GET /api/people", undefined, signal, { most: 500 }),
    queryKey: ["people"],
    staleTime: 300_000,
  });
  return new Map((found.data ?? []).map((one) => [one.id, one.display_name]));
}
