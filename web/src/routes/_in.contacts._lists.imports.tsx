import { createFileRoute } from '@tanstack/react-router';
import { Imports } from '@/features/imports/Imports';

export const Route = createFileRoute('/_in/contacts/_lists/imports')({ component: Imports });
