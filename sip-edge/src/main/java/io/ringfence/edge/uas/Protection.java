package io.ringfence.edge.uas;

import io.ringfence.edge.admission.Admission;
import io.ringfence.edge.admission.KnownLogins;
import io.ringfence.edge.admission.SourceRates;
import io.ringfence.edge.fuse.Fuse;

/// What a SIP loop is protected with from its sources.
///
/// @param rates of the messages of a source
/// @param refusals of the answers to a source that is not listened to
public record Protection(
    Admission admission,
    SourceRates rates,
    SourceRates refusals,
    Screening screening,
    KnownLogins known,
    Fuse fuse) {}
