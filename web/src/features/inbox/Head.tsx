import { ActionIcon, Button, Select, Text, Title } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ArrowLeft, CircleCheck, RotateCcw, UserRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { assign, type ConversationDetail, setState } from '@/api';
import { listColleaguesOptions, showMeOptions } from '@/api/@tanstack/react-query.gen';
import { seen } from '@/lib/bidi';
import { problemOf, wordsOf } from '@/lib/problem';
import { sayDone } from '@/lib/undo';
import { useConversationCache } from './thread';
import { Others } from './Others';

type Props = { one: ConversationDetail; onWho: () => void };

/** Who it is, whose turn it is, and whether it is done. */
export function Head({ one, onWho }: Props) {
  const { t } = useTranslation();
  const { data: me } = useSuspenseQuery(showMeOptions());
  const { data: colleagues = [] } = useQuery(listColleaguesOptions());
  const again = useConversationCache();
  const path = { conversation_id: one.id };
  const onError = (error: unknown) =>
    notifications.show({ color: 'red', message: wordsOf(problemOf(error), t) });
  const give = useMutation({
    mutationFn: (to: string | null) => assign({ path, body: { assignee_id: to } }),
    onError,
    onSettled: again,
  });
  const move = useMutation({
    mutationFn: (to: 'open' | 'resolved') => setState({ path, body: { state: to } }),
    onError,
    onSettled: again,
    onSuccess: (_, to) => {
      const undo = () => move.mutate(to === 'open' ? 'resolved' : 'open');
      sayDone(t(`inbox.did_${to}`), t, undo);
    },
  });
  const may = me.permissions.includes('inbox.write');
  const state = move.isPending ? move.variables : one.state;
  const turn = () => move.mutate(state === 'open' ? 'resolved' : 'open');
  useHotkeys(
    may
      ? [
          ['e', turn],
          ['a', () => give.mutate(me.user_id)],
        ]
      : [],
  );
  const known = colleagues.map((member) => ({
    value: member.user_id,
    label: seen(member.name) ?? t('members.nameless'),
  }));
  const TurnIcon = state === 'open' ? CircleCheck : RotateCcw;
  return (
    <header className="head">
      <ActionIcon
        component={Link}
        to="/inbox"
        search={((now: object) => now) as never}
        variant="subtle"
        color="gray"
        c="var(--mantine-color-text)"
        size={40}
        hiddenFrom="md"
        aria-label={t('inbox.back')}
      >
        <ArrowLeft size={21} aria-hidden />
      </ActionIcon>
      <div style={{ flex: 1, minWidth: 0 }}>
        <Title order={1} size="h3" lineClamp={2} dir="auto">
          {seen(one.name) ?? t('contacts.nameless')}
        </Title>
        <Others present={one.present} colleagues={colleagues} />
      </div>
      {may ? (
        <Select
          aria-label={t('inbox.assignee')}
          placeholder={t('inbox.nobody')}
          data={known}
          value={give.isPending ? give.variables : one.assignee_id}
          onChange={(to) => give.mutate(to)}
          clearable
          clearButtonProps={{ 'aria-label': t('inbox.unassign') }}
          w={150}
          maw="26vw"
          size="sm"
        />
      ) : (
        <Text size="sm">{known.find(({ value }) => value === one.assignee_id)?.label}</Text>
      )}
      {may && (
        <>
          <Button
            visibleFrom="sm"
            variant="default"
            size="sm"
            onClick={turn}
            title={`${t(`inbox.turn_${state}`)} (e)`}
            leftSection={<TurnIcon size={16} aria-hidden />}
          >
            {t(`inbox.turn_${state}`)}
          </Button>
          <ActionIcon
            hiddenFrom="sm"
            variant="default"
            size={38}
            onClick={turn}
            aria-label={t(`inbox.turn_${state}`)}
          >
            <TurnIcon size={18} aria-hidden />
          </ActionIcon>
        </>
      )}
      <ActionIcon
        className="whois"
        variant="default"
        size={38}
        onClick={onWho}
        aria-label={t('inbox.person')}
      >
        <UserRound size={18} aria-hidden />
      </ActionIcon>
    </header>
  );
}
