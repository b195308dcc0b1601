import {
  ActionIcon,
  Button,
  CloseButton,
  Modal,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Zap } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { createQuickReply, deleteQuickReply, type QuickReplyOut } from '@/api';
import { listQuickRepliesOptions } from '@/api/@tanstack/react-query.gen';
import { useSend } from '@/lib/form';
import { sayDone } from '@/lib/undo';
import { FormTrouble } from '@/ui/Problem';

/** The team's quick replies: what there is, and a new one. */
export function QuickManage() {
  const { t } = useTranslation();
  const [open, { open: show, close }] = useDisclosure();
  return (
    <>
      <ActionIcon
        variant="subtle"
        color="gray"
        c="dimmed"
        size={36}
        onClick={show}
        aria-label={t('inbox.quick')}
        title={`${t('inbox.quick')} (/)`}
      >
        <Zap size={19} aria-hidden />
      </ActionIcon>
      <Modal
        opened={open}
        onClose={close}
        title={t('inbox.quick')}
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        <All />
      </Modal>
    </>
  );
}

function All() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { data = [] } = useQuery(listQuickRepliesOptions());
  const again = () => queries.invalidateQueries({ queryKey: listQuickRepliesOptions().queryKey });
  const form = useForm({ initialValues: { name: '', text: '' } });
  const { submit, busy, trouble } = useSend(form, async (body, { once }) => {
    await createQuickReply({ body, headers: once });
    form.reset();
    await again();
  });
  const remove = useMutation({
    mutationFn: ({ id }: QuickReplyOut) => deleteQuickReply({ path: { quick_reply_id: id } }),
    onSuccess: (_, { name, text }) => {
      const undo = async () => {
        await createQuickReply({ body: { name, text } });
        await again();
      };
      sayDone(t('inbox.quick_gone', { name }), t, undo);
    },
    onSettled: again,
  });
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {t('inbox.quick_why')}
      </Text>
      <div>
        {data.map((one) => (
          <div key={one.id} className="row" style={{ padding: '8px 0', minHeight: 0 }}>
            <div className="grow">
              <Text fw={600}>/{one.name}</Text>
              <Text size="sm" c="dimmed" lineClamp={2}>
                {one.text}
              </Text>
            </div>
            <CloseButton
              onClick={() => remove.mutate(one)}
              aria-label={t('inbox.quick_remove', { name: one.name })}
            />
          </div>
        ))}
      </div>
      <form onSubmit={submit}>
        <FormTrouble words={trouble} />
        <TextInput
          label={t('inbox.quick_name')}
          pattern="\S+"
          title={t('inbox.quick_form')}
          required
          {...form.getInputProps('name')}
        />
        <Textarea
          label={t('inbox.quick_text')}
          mt="sm"
          autosize
          minRows={2}
          maxRows={8}
          required
          {...form.getInputProps('text')}
        />
        <Button type="submit" mt="md" loading={busy}>
          {t('inbox.quick_do')}
        </Button>
      </form>
    </Stack>
  );
}
