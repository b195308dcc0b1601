import { Button, Checkbox, Group, Modal, NumberInput, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { chooseRetention, type ClockOut } from '@/api';
import { showRetentionOptions } from '@/api/@tanstack/react-query.gen';
import { count, day } from '@/lib/format';
import { useMay } from '@/lib/may';
import { problemOf, wordsOf } from '@/lib/problem';
import { FormTrouble } from '@/ui/Problem';

/** One kind of data: how long it is kept, the oldest there is, and a way to choose. */
export function Clock({ one }: { one: ClockOut }) {
  const { t } = useTranslation();
  const may = useMay()('privacy.write');
  const name = t(`retention.class.${one.data_class}`, { defaultValue: one.data_class });
  const [open, { open: ask, close }] = useDisclosure();
  return (
    <div className="row" style={{ flexWrap: 'wrap' }}>
      <div className="grow" style={{ flexBasis: 220 }}>
        <Text fw={600}>{name}</Text>
        <Text size="sm" c="dimmed">
          {t(`retention.class_why.${one.data_class}`)}
        </Text>
        <Text size="sm" c="dimmed">
          {one.oldest_at && t('retention.oldest', { day: day(one.oldest_at) })}{' '}
          {one.law && t('retention.law', { law: one.law })}
        </Text>
      </div>
      <Text fw={700}>
        {one.data_class === 'content' && one.days === 0
          ? t('retention.not_kept')
          : t('retention.days', { count: one.days, shown: count(one.days) })}
      </Text>
      {may && one.least < one.most && (
        <Button
          variant="default"
          size="compact-sm"
          onClick={ask}
          aria-label={`${t('retention.change')}: ${name}`}
        >
          {t('retention.change')}
        </Button>
      )}
      <Modal
        opened={open}
        onClose={close}
        title={name}
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        <Choose one={one} close={close} />
      </Modal>
    </div>
  );
}

function Choose({ one, close }: { one: ClockOut; close: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [days, setDays] = useState<number | string>(one.days);
  const [understood, setUnderstood] = useState(false);
  const keepsNothing = one.data_class === 'content' && days === 0;
  const saving = useMutation({
    mutationFn: () =>
      chooseRetention({
        path: { data_class: one.data_class as 'content' },
        body: { days: Number(days), understood },
        throwOnError: true,
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: showRetentionOptions().queryKey });
      close();
    },
  });
  const isShorter = days !== '' && Number(days) < one.days;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        saving.mutate();
      }}
    >
      <FormTrouble words={saving.isError ? wordsOf(problemOf(saving.error), t) : null} />
      <NumberInput
        label={t('retention.how_long')}
        description={t('retention.bounds', { least: count(one.least), most: count(one.most) })}
        value={days}
        onChange={setDays}
        min={one.least}
        max={one.most}
        allowDecimal={false}
        allowNegative={false}
        required
        data-autofocus
      />
      {isShorter && (
        <Text size="sm" mt="sm">
          {t('retention.shorter')}
        </Text>
      )}
      {keepsNothing && (
        <Checkbox
          mt="md"
          label={t('retention.understood')}
          checked={understood}
          onChange={({ currentTarget }) => setUnderstood(currentTarget.checked)}
        />
      )}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={close}>
          {t('back')}
        </Button>
        <Button type="submit" loading={saving.isPending} disabled={keepsNothing && !understood}>
          {t('save')}
        </Button>
      </Group>
    </form>
  );
}
