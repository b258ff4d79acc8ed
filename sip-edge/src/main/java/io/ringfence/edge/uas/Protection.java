package io.ringfence.edge.uas;

import io.ringfence.edge.admission.Admission;
import io.ringfence.edge.admission.KnownLogins;
import io.ringfence.edge.admission.SourceRates;
import io.ringfence.edge.fuse.Fuse;

/// What a SIP loop is protected with from its sources.
///
/// @param rates of the messages of a source
/// @param refusals of the answers to a source that is not listened to
/// @param challenges to a source that may be forged
public record Protection(
    Admission admission,
    SourceRates rates,
    SourceRates refusals,
    SourceRates challenges,
    Screening screening,
    KnownLogins known,
    Fuse fuse) {}
