import {
  getLineageOperation,
  getProjectOperation,
  listActivityOperation,
  listEntitiesOperation,
  listGroupsOperation,
  listProjectsOperation,
  listServicesOperation,
  listSourcesOperation,
  searchOperation,
} from "./catalog";
import {
  applyOperation,
  exportOperation,
  planOperation,
  putEntityOperation,
  putGroupOperation,
  putServiceOperation,
  putSourceOperation,
  putTeamOperation,
} from "./definitions";
import { explainOperation } from "./explain";
import { lintOperation } from "./lint";
import {
  cancelMaterializationOperation,
  getMaterializationOperation,
  listGroupMaterializationsOperation,
  listIntervalsOperation,
  listMaterializationsOperation,
  resumeMaterializationOperation,
  startMaterializationOperation,
} from "./materializations";
import {
  getEntityOperation,
  getFeatureOperation,
  getGroupOperation,
  getServiceOperation,
  getSourceOperation,
} from "./objects";
import {
  compactRowsOperation,
  discardQuarantineOperation,
  exportRowsOperation,
  listCommitsOperation,
  listQuarantineOperation,
  readRowsOperation,
  replayQuarantineOperation,
  retainRowsOperation,
  writeRowsOperation,
} from "./offline";
import type { Operation } from "./operation";
import { cancelPreviewRunOperation, getPreviewRunOperation, previewOperation } from "./preview";
import { proveOperation } from "./prove";
import { getApiDescriptionOperation, getHealthOperation } from "./system";
import { getTeamOperation, listTeamsOperation } from "./teams";
import { testOperation } from "./tests";
import { createTokenOperation, listTokensOperation, revokeTokenOperation } from "./tokens";
import { diffVersionsOperation, getVersionOperation, listVersionsOperation } from "./versions";

/** The whole API, in the order in which it is described. */
export const OPERATIONS: readonly Operation[] = [
  planOperation,
  applyOperation,
  testOperation,
  exportOperation,
  putTeamOperation,
  putEntityOperation,
  putSourceOperation,
  putGroupOperation,
  putServiceOperation,
  listProjectsOperation,
  getProjectOperation,
  listTeamsOperation,
  getTeamOperation,
  listEntitiesOperation,
  getEntityOperation,
  listSourcesOperation,
  getSourceOperation,
  listGroupsOperation,
  getGroupOperation,
  getFeatureOperation,
  listServicesOperation,
  getServiceOperation,
  searchOperation,
  getLineageOperation,
  listActivityOperation,
  listVersionsOperation,
  getVersionOperation,
  diffVersionsOperation,
  writeRowsOperation,
  readRowsOperation,
  exportRowsOperation,
  listCommitsOperation,
  compactRowsOperation,
  retainRowsOperation,
  listQuarantineOperation,
  replayQuarantineOperation,
  discardQuarantineOperation,
  startMaterializationOperation,
  listGroupMaterializationsOperation,
  listIntervalsOperation,
  listMaterializationsOperation,
  getMaterializationOperation,
  cancelMaterializationOperation,
  resumeMaterializationOperation,
  previewOperation,
  explainOperation,
  lintOperation,
  proveOperation,
  getPreviewRunOperation,
  cancelPreviewRunOperation,
  listTokensOperation,
  createTokenOperation,
  revokeTokenOperation,
  getHealthOperation,
  getApiDescriptionOperation,
];
