import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type AskedOut, listMine } from '@/api';
import { problemOf } from '@/lib/problem';
import { AskTrouble } from '@/ui/Problem';
import { Given } from './Given';
import { Mine } from './Mine';
import { Wish, type Kind } from './Wish';

type Path = { organisation_id: string };
export type Session = { path: Path; token: string };
type Props = Session & { days: Record<string, number>; out: () => void };

/** What a person may ask for, and what they asked before. */
export function Inside({ path, token, days, out }: Props) {
  const [given, setGiven] = useState<{ kind: Kind; asked: AskedOut } | null>(null);
  const mine = useQuery({
    queryKey: ['desk', path.organisation_id, token],
    queryFn: async () => (await listMine({ path, body: { token }, throwOnError: true })).data,
  });
  if (mine.isError && problemOf(mine.error).code === 'desk.not_let_in') out();
  return (
    <Stack gap="xl">
      {given ? (
        <Given kind={given.kind} asked={given.asked} back={() => setGiven(null)} />
      ) : (
        <Wish
          path={path}
          token={token}
          days={days}
          onAsked={(kind, asked) => {
            setGiven({ kind, asked });
            void mine.refetch();
          }}
        />
      )}
      {mine.isError && <AskTrouble error={mine.error} again={() => void mine.refetch()} />}
      {mine.data && <Mine requests={mine.data} />}
    </Stack>
  );
}
