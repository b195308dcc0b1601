import type { QueryClient } from '@tanstack/react-query';

type Change = { kind: string; ids: string[] };
type News = { resync?: boolean; changes?: Change[] };

/** Kinds of events and the questions whose answers they change. */
const ASKS: Record<string, string[]> = {
  'messaging.received': [
    'listConversations',
    'countConversations',
    'showConversation',
    'listMessages',
    'listContacts',
  ],
  'messaging.dispatched': [
    'listCampaigns',
    'showCampaign',
    'showLive',
    'listRecipients',
    'listMessages',
  ],
  'messaging.rights_asked': ['listRequests'],
  'messaging.stop_mentioned': ['listConversations', 'timeline'],
};

const ANYTHING: News = { changes: Object.keys(ASKS).map((kind) => ({ kind, ids: [] })) };

/** At most two rounds of asking a second, however much happens. */
const PAUSE = 500;

function asker(queries: QueryClient) {
  const wanted = new Set<string>();
  let everything = false;
  let timer: number | undefined;

  function flush() {
    timer = undefined;
    const named = (key: unknown) => wanted.has((key as { _id?: string } | undefined)?._id ?? '');
    const all = everything;
    const ask = queries.invalidateQueries({
      predicate: ({ queryKey }) => all || named(queryKey[0]),
    });
    everything = false;
    void ask.finally(() => wanted.clear());
  }

  return ({ resync, changes = [] }: News) => {
    everything ||= Boolean(resync);
    changes.forEach(({ kind }) => ASKS[kind]?.forEach((name) => wanted.add(name)));
    if (everything || wanted.size) timer ??= window.setTimeout(flush, PAUSE);
  };
}

/** Follow the organisation's news: one stream for all tabs of this browser, held by one of them. */
export function follow(queries: QueryClient, organisation: string): () => void {
  const ask = asker(queries);
  const channel = new BroadcastChannel(`live ${organisation}`);
  channel.onmessage = (event: MessageEvent<News>) => ask(event.data);
  const stop = new AbortController();

  const stream = () =>
    new Promise<void>((ended) => {
      let hello = false;
      const source = new EventSource('/api/events/stream');
      const tell = (event: MessageEvent<string>) => {
        const news = JSON.parse(event.data) as News;
        const first = news.resync && !hello;
        hello = true;
        // What changed between the page's own questions and this stream is news that nobody told.
        if (first) return ask(ANYTHING);
        ask(news);
        channel.postMessage(news);
      };
      source.addEventListener('hello', tell);
      source.addEventListener('change', tell);
      stop.signal.addEventListener('abort', () => {
        source.close();
        ended();
      });
    });
  navigator.locks
    .request(`live ${organisation}`, { signal: stop.signal }, stream)
    .catch(() => undefined);
  return () => {
    stop.abort();
    channel.close();
  };
}
