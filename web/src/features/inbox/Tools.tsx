import { ActionIcon, Button, FileButton, Group, SegmentedControl, Text } from '@mantine/core';
import { Clock, Paperclip, SendHorizontal, StickyNote } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { countdown } from '@/lib/format';
import { Emoji } from './Emoji';
import { QuickManage } from './QuickManage';

type Props = {
  note: boolean;
  onNote: (note: boolean) => void;
  onFile?: (file: File | null) => void;
  onEmoji?: (emoji: string) => void;
  ends: number;
  now: number;
  onSend?: () => void;
  locked: boolean;
};

/** Below the field: for whom, what else, how long still, and off it goes. */
export function Tools({ note, onNote, onFile, onEmoji, ends, now, onSend, locked }: Props) {
  const { t } = useTranslation();
  const hour = 3_600_000;
  return (
    <Group gap={6} mt={8} wrap="wrap">
      <SegmentedControl
        size="xs"
        aria-label={t('inbox.for_whom')}
        value={note ? 'note' : 'answer'}
        onChange={(to) => onNote(to === 'note')}
        data={[
          { value: 'answer', label: t('inbox.answer') },
          { value: 'note', label: t('inbox.note') },
        ]}
      />
      {onEmoji && <Emoji onChoose={onEmoji} />}
      {onFile && (
        <FileButton onChange={onFile}>
          {(props) => (
            <ActionIcon
              {...props}
              variant="subtle"
              color="gray"
              c="dimmed"
              size={36}
              aria-label={t('inbox.attach')}
              title={t('inbox.attach')}
            >
              <Paperclip size={19} aria-hidden />
            </ActionIcon>
          )}
        </FileButton>
      )}
      <QuickManage />
      <Text
        size="sm"
        c="dimmed"
        flex="1 0 auto"
        ta="end"
        role={ends - now < hour ? 'timer' : undefined}
      >
        {note ? (
          t('inbox.note_why')
        ) : ends > now ? (
          <span title={t('inbox.window_why')}>
            <Clock size={13} aria-hidden style={{ verticalAlign: -2 }} />{' '}
            {t('inbox.left', { time: countdown(ends, now) })}
          </span>
        ) : null}
      </Text>
      {!locked && (
        <Button
          ml="auto"
          onClick={onSend}
          disabled={!onSend}
          rightSection={
            note ? <StickyNote size={16} aria-hidden /> : <SendHorizontal size={16} aria-hidden />
          }
        >
          {t(note ? 'inbox.note_do' : 'inbox.send')}
        </Button>
      )}
    </Group>
  );
}
