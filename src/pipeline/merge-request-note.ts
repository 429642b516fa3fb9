import { gitlab } from '../language';

/**
 * The program that writes the note of a merge request: the one that it wrote before is changed, and none of others, whatever
 * their text begins with. A line of a plan that begins with `/` is text, and no order to GitLab in the name of the token.
 *
 * @see https://docs.gitlab.com/api/notes/#merge-requests
 * @see https://docs.gitlab.com/user/project/quick_actions/
 */
export const NOTE = gitlab`      import { readFileSync } from "node:fs";
      const { env } = process;
      const call = async (path, method = "GET", data) => {
        const answer = await fetch(env.CI_API_V4_URL + path, {
          method,
          headers: { "private-token": env.TERRAGATE_NOTES_TOKEN, "content-type": "application/json" },
          body: data && JSON.stringify(data),
        });
        if (!answer.ok) throw new Error(method + " " + path + ": " + answer.status);
        return answer.json();
      };
      const notes = "/projects/" + env.CI_PROJECT_ID + "/merge_requests/" + env.CI_MERGE_REQUEST_IID + "/notes";
      const plans = env.PIPELINE_PLANS.split(" ").map((path) => readFileSync(path, "utf8"));
      const text = plans.join("").replace(/^([ \\t>]*)\\//gm, "$1\\\\/");
      const body = env.PIPELINE_MARKER + "\\n" + text;
      const { id: me } = await call("/user");
      let own;
      for (let page = 1, last = false; !own && !last; page++) {
        const some = await call(notes + "?sort=asc&per_page=100&page=" + page);
        own = some.find((note) => note.author.id === me && note.body.startsWith(env.PIPELINE_MARKER));
        last = some.length < 100;
      }
      if (own) await call(notes + "/" + own.id, "PUT", { body });
      else await call(notes, "POST", { body });
`;
