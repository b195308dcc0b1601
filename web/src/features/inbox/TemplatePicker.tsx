import { Button, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ConversationDetail, reply } from '@/api';
import { listTemplatesOptions } from '@/api/@tanstack/react-query.gen';
import { language } from '@/lib/format';
import { useOnce } from '@/lib/once';
import { problemOf, wordsOf } from '@/lib/problem';
import { variablesOf, type Shape } from '@/lib/template';
import { TemplateBubble } from '@/ui/message/TemplateBubble';
import { FormTrouble } from '@/ui/Problem';
import { useAskAgain } from './thread';

type Props = { one: ConversationDetail; opened: boolean; onClose: () => void };

/** An approved template, its gaps filled, seen before it goes. */
export function TemplatePicker({ one, opened, onClose }: Props) {
  const { t } = useTranslation();
  const again = useAskAgain(one.id);
  const { data: all = [] } = useQuery({ ...listTemplatesOptions(), enabled: opened });
  const [id, setId] = useState<string | null>(null);
  const [values, setValues] = useState<Record<string, string>>({});
  const usable = all.filter(
    ({ state, category, number_ids }) =>
      state === 'APPROVED' && category !== 'AUTHENTICATION' && number_ids.includes(one.number_id),
  );
  const shape = usable.find((template) => template.id === id)?.shape as Shape | undefined;
  const gaps = shape ? variablesOf(shape) : [];
  const first = one.name?.split(/\s/)[0] ?? '';
  const valueOf = (key: string) => values[key] ?? (/name/i.test(key) ? first : '');
  const filled = Object.fromEntries(gaps.map(({ key }) => [key, valueOf(key)]));
  const once = useOnce(`template ${one.id}`);
  const send = useMutation({
    mutationFn: (template: { id: string; values: Record<string, string> }) =>
      reply({
        path: { conversation_id: one.id },
        body: { template },
        headers: once.headers(template),
      }),
    onSuccess: async (_, template) => {
      once.done(template);
      await again();
      onClose();
    },
  });
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('inbox.template')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (id) send.mutate({ id, values: filled });
        }}
      >
        <FormTrouble words={send.isError ? wordsOf(problemOf(send.error), t) : null} />
        <Stack>
          <Text size="sm" c="dimmed">
            {t(usable.length ? 'inbox.template_why' : 'inbox.template_none')}
          </Text>
          <Select
            label={t('inbox.template_which')}
            data={usable.map((template) => ({
              value: template.id,
              label: `${template.name} · ${language(template.language)}`,
            }))}
            value={id}
            onChange={(to) => {
              setId(to);
              setValues({});
            }}
            searchable
            required
            nothingFoundMessage={t('shell.nothing')}
          />
          {gaps.map(({ key, name }) => (
            <TextInput
              key={key}
              label={name}
              value={valueOf(key)}
              onChange={({ currentTarget: { value } }) => setValues({ ...values, [key]: value })}
              maxLength={1024}
              required
            />
          ))}
          {shape && (
            <TemplateBubble side="out" shape={shape} values={filled} label={t('plan.preview')} />
          )}
          <Button type="submit" loading={send.isPending} disabled={!shape}>
            {t('inbox.send')}
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}
