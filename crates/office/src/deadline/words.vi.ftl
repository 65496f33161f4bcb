# Time limits.

due-left = { $n ->
   *[other] còn { $count } ngày làm việc
}
due-late = { $n ->
   *[other] quá hạn { $count } ngày làm việc
}
due-today = hết hạn hôm nay
due-how = Tính { $count } ngày làm việc sau ngày { $from } ({ $since }); không tính thứ bảy, chủ nhật.
due-how-off = { " " }Không tính ngày nghỉ: { $feasts }.
due-how-worked = { " " }Có tính ngày làm bù: { $days }.
due-how-uncovered = { " " }Chương trình chưa có lịch nghỉ của năm { $years }: ngày nghỉ lễ, Tết của năm đó chưa được trừ, hạn thật có thể muộn hơn.
due-feast = { $name } ({ $from } đến { $to })
due-feast-day = { $name } ({ $from })
